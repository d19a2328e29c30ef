import { resolveDsp } from "../../../../src/hardware/index.ts";
import { type PacketMachine, packetMachine } from "../../../../src/sim/dsp/packet/machine.ts";
import { shippedProfiles } from "../../../hardware/shipped-profiles.ts";

/** The packets of a shipped DSP. */
export function shippedMachine(name: string): PacketMachine {
  const { value } = resolveDsp({ kind: "dsp", name }, shippedProfiles);
  if (value === undefined) throw new Error(`no ${name}`);
  return packetMachine(value.packets);
}

/** Those of all shipped DSPs, by name. */
export const shippedMachines: ReadonlyMap<string, PacketMachine> = new Map(
  Object.keys(shippedProfiles).flatMap((path) => {
    const name = /^dsps\/(.+)\.yaml$/.exec(path)?.[1];
    return name === undefined ? [] : [[name, shippedMachine(name)] as const];
  }),
);
