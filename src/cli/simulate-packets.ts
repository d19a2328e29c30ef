import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { PacketReport } from "../report/index.ts";
import {
  type HvxLoop,
  hvxLoops,
  instructionSetOf,
  kernels,
  type PacketMachine,
  packetMachines,
  packetsOf,
} from "../sim/index.ts";
import { choice } from "./options.ts";

/** What the vector unit's loops are code of, for messages. */
export const vectorCode = "Hexagon HVX";

/** The core that `--core` names, where its loops run in packets. */
export function packetCore(name: string): PacketMachine | undefined {
  return packetMachines().get(name);
}

/** The names of such cores. */
export function packetCores(): readonly string[] {
  return [...packetMachines().keys()];
}

/** Packs a loop for a core, or says why not. */
export function packOn(
  kernel: string,
  machine: PacketMachine,
): { readonly value: PacketReport } | { readonly fault: Diagnostic } {
  const loop = hvxLoops().get(kernel);
  const runs = loopsOf(machine, kernel);
  const cpuLoop = kernels().get(kernel);
  if (cpuLoop !== undefined) {
    const needed = instructionSetOf(cpuLoop);
    const facts = { core: machine.name, kernel, needed, known: [vectorCode], runs };
    return { fault: diagnostic("usage/instruction-set", facts, undefined) };
  }
  if (loop === undefined) {
    const chosen = choice("`--kernel`", kernel, [...hvxLoops().keys()]);
    return "fault" in chosen
      ? chosen
      : { fault: diagnostic("usage/no-steady-state", { core: machine.name, kernel }, undefined) };
  }
  if (loop.needsHalfFloats && !machine.halfFloats.value) {
    const facts = { core: machine.name, kernel, classes: ["halfFloats"], runs };
    return { fault: diagnostic("usage/no-instruction", facts, undefined) };
  }
  return { value: { loop, core: machine.name, run: packetsOf(loop, machine) } };
}

/** Loops that a core can run, those of the same type of numbers first. */
function loopsOf(machine: PacketMachine, wanted: string): readonly string[] {
  const runs = (each: HvxLoop) => !each.needsHalfFloats || machine.halfFloats.value;
  const names = [...hvxLoops().values()].filter(runs).map((each) => each.name);
  const [, type = ""] = /_([a-z]\d+)_|^([a-z]\d+)_/.exec(`_${wanted}`) ?? [];
  const isSimilar = (name: string) => type !== "" && name.includes(`_${type}_`);
  return [...names.filter(isSimilar), ...names.filter((each) => !isSimilar(each))];
}
