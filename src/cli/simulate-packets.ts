import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { DspProfile } from "../hardware/index.ts";
import type { PacketReport } from "../report/index.ts";
import { type HvxLoop, hvxLoops, instructionSetOf, kernels, packetMachine, packetsOf } from "../sim/index.ts";
import { named } from "./options.ts";

/** What the vector unit's loops are code of, for messages. */
export const vectorCode = "Hexagon HVX";

/** Packs a loop for a DSP, or says why not. */
export function packOn(
  kernel: string,
  { name, packets }: DspProfile,
): { readonly value: PacketReport } | { readonly fault: Diagnostic } {
  const machine = packetMachine(packets);
  const runs = loopsOf(machine.halfFloats, kernel);
  const cpuLoop = kernels().get(kernel);
  if (cpuLoop !== undefined) {
    const needed = instructionSetOf(cpuLoop);
    const facts = { core: name, kernel, needed, known: [vectorCode], runs };
    return { fault: diagnostic("usage/instruction-set", facts, undefined) };
  }
  const chosen = named("`--kernel`", kernel, [...hvxLoops().values()]);
  if ("fault" in chosen) return chosen;
  const loop = chosen.value;
  if (loop.needsHalfFloats && !machine.halfFloats) {
    const facts = { core: name, kernel, classes: ["packets.halfFloats: yes"], runs };
    return { fault: diagnostic("usage/no-instruction", facts, undefined) };
  }
  return { value: { loop, core: name, run: packetsOf(loop, machine) } };
}

/** Loops that a core can run, those of the same type of numbers first. */
function loopsOf(hasHalfFloats: boolean, wanted: string): readonly string[] {
  const runs = (each: HvxLoop) => !each.needsHalfFloats || hasHalfFloats;
  const names = [...hvxLoops().values()].filter(runs).map((each) => each.name);
  const [, type = ""] = /_([a-z]\d+)_|^([a-z]\d+)_/.exec(`_${wanted}`) ?? [];
  const isSimilar = (name: string) => type !== "" && name.includes(`_${type}_`);
  return [...names.filter(isSimilar), ...names.filter((each) => !isSimilar(each))];
}
