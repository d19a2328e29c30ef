import type { HvxLoop, PacketRun, Resource } from "../../sim/index.ts";

/** An inner loop of the vector unit in the packets of a core. */
export interface PacketReport {
  readonly loop: HvxLoop;
  readonly core: string;
  readonly run: PacketRun;
}

/** With at most four digits that count: `29`, `0.2266`. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Units: MAC per core cycle of one thread; undefined for a loop without MACs. */
export function threadMacRate({ run }: PacketReport): number | undefined {
  return run.macsPerIteration === 0 ? undefined : run.macsPerIteration / run.cyclesPerIteration;
}

const reasons: Readonly<Record<PacketRun["bound"], string>> = {
  resources: "busy in every packet",
  recurrence: "each iteration waits for what the one before made",
  registers: "a shorter schedule was found, but keeps more vectors than there are registers",
  packing: "instructions meet in packets although nothing is busy in all of them",
};

/** What binds, in words. */
export function packetReason({ bound, bindingResource }: PacketRun): string {
  return bound === "resources" ? `${bindingResource}: ${reasons.resources}` : `${bound}: ${reasons[bound]}`;
}

/** The instructions on the longest circle of dependences, counted from 1. */
export function circleText({ bounds }: PacketRun): string {
  return bounds.recurrence.chain.map((each) => `#${each + 1}`).join(" → ");
}

/** Packets of an iteration in which a resource is taken. */
export function workOf({ schedule }: PacketRun, resource: Resource, all: readonly Resource[]): number {
  const bit = 1 << all.indexOf(resource);
  return schedule.packets.flat().filter((each) => (each.resources & bit) !== 0).length;
}
