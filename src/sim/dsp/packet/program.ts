import type { PacketInstruction, Source } from "./instruction.ts";
import type { PacketMachine } from "./machine.ts";
import { waysOf } from "./packet-class.ts";
import type { ResourceSet } from "./resources.ts";

/** A value that an instruction waits for. */
export interface PacketDependence {
  /** Place of the instruction that makes it. */
  readonly producer: number;
  readonly user: number;
  /** Iterations between the two. */
  readonly distance: 0 | 1;
  /** Packets of the thread between the two at least; 0 where the user may stand in the same packet. */
  readonly delay: number;
  readonly register: string;
  /** Whether the two must stand in one packet. */
  readonly isTogether: boolean;
}

/** A loop body on one core. */
export interface PacketProgram {
  readonly machine: PacketMachine;
  readonly body: readonly PacketInstruction[];
  /** How each instruction can be served. */
  readonly ways: readonly (readonly ResourceSet[])[];
  readonly dependences: readonly PacketDependence[];
}

/**
 * Joins a loop with a core. Only true dependences are kept: vectors are renamed by unrolling, as far as the registers last, and the offset of an
 * access makes up for a stepped address. Memory is the vector memory, every access a hit; no load reads what a store of the loop writes.
 */
export function packetProgram(body: readonly PacketInstruction[], machine: PacketMachine): PacketProgram {
  const variant = { shiftsCross: machine.shiftsCross, narrowProducts: machine.narrowProducts };
  const waysByKind = new Map([...new Set(body.map(({ kind }) => kind))].map((kind) => [kind, waysOf(kind, variant)]));
  return {
    machine,
    body,
    ways: body.map(({ kind }) => waysByKind.get(kind) ?? []),
    dependences: dependencesOf(body, machine),
  };
}

function dependencesOf(body: readonly PacketInstruction[], machine: PacketMachine): readonly PacketDependence[] {
  const last = new Map<string, number>();
  for (const [at, each] of body.entries()) noteWrites(last, each, at);
  const before = new Map<string, number>();
  const isRead = new Set<number>();
  return body.flatMap((instruction, user) => {
    const found = readsOf(instruction).flatMap((source) => {
      const near = before.get(source.register);
      const producer = near ?? last.get(source.register);
      const made = producer === undefined ? undefined : body[producer];
      if (producer === undefined || made === undefined) return [];
      const isCurrent = near !== undefined && source.register !== made.base && /\.(?:cur|tmp) = /.test(made.text);
      const isFirst = isCurrent && !isRead.has(producer);
      if (isCurrent) isRead.add(producer);
      const isTogether =
        near !== undefined && (source.when === "same" || isFirst || (isCurrent && made.kind === "loadTemporary"));
      const delay = isTogether || isCurrent ? 0 : delayOf(source, made, machine);
      const distance: 0 | 1 = near === undefined ? 1 : 0;
      return [{ producer, user, distance, delay, register: source.register, isTogether }];
    });
    noteWrites(before, instruction, user);
    return found;
  });
}

function readsOf({ reads, base }: PacketInstruction): readonly Source[] {
  return base === undefined ? reads : [...reads, { register: base, when: "general" }];
}

function delayOf({ register, when }: Source, made: PacketInstruction, machine: PacketMachine): number {
  if (when === "early") return machine.earlyDelay;
  if (when === "late" || when === "same") return machine.lateDelay;
  const isSlow = (made.kind === "scalarLoad" || made.kind === "scalarMultiply") && register !== made.base;
  return isSlow ? machine.scalarLoadDelay : machine.scalarDelay;
}

function noteWrites(writers: Map<string, number>, { writes, base }: PacketInstruction, at: number): void {
  for (const each of writes) writers.set(each, at);
  if (base !== undefined) writers.set(base, at);
}
