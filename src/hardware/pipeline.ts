import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { rationalToNumber } from "../core/rational.ts";
import { nearestNames } from "../core/suggest.ts";
import type { Entries } from "./entry.ts";
import { placesOf } from "./loop-choice.ts";
import { type InstructionClass, instructionClasses } from "./pipeline-fields.ts";
import type { InstructionTiming, Origin, Pipeline, PortUse } from "./profile.ts";

/**
 * Reads a timing such as `10 cycles, 4 accumulating, 2 micro-ops, 2 w|x`: latency; then, in any order, cycles to the same
 * accumulator, cycles to the stepped address (1 unless given), micro-operations (1 unless given), and ports, each for a cycle unless
 * a number stands before it. The text has the form of `timingPattern`.
 */
export function parseTiming(text: string): Omit<InstructionTiming, keyof Origin> {
  const parts = text.split(", ").map((each) => each.split(" "));
  const named = (word: string) => {
    const found = parts.find(([, second]) => second === word)?.[0];
    return found === undefined ? undefined : Number(found);
  };
  const words = ["cycles", "accumulating", "address", "micro-ops"];
  const latency = named("cycles") ?? 0;
  const uses = parts.flatMap(([first = "", second]): PortUse[] => {
    if (second === undefined) return [{ pipes: first.split("|"), cycles: 1 }];
    return words.includes(second) ? [] : [{ pipes: second.split("|"), cycles: Number(first) }];
  });
  const accumulating = named("accumulating") ?? latency;
  return { latency, accumulating, address: named("address") ?? 1, microOps: named("micro-ops") ?? 1, uses };
}

/** The pipeline that checked fields describe; undefined when they are not complete. */
export function pipelineOf(fields: Entries): Pipeline | undefined {
  const dispatch = fields.get("dispatch");
  const window = fields.get("window");
  const instructions = fields.get("instructions");
  if (dispatch?.kind !== "quantity" || instructions?.kind !== "group") return undefined;
  return {
    dispatch: rationalToNumber(dispatch.quantity.value),
    window: window?.kind === "quantity" ? rationalToNumber(window.quantity.value) : undefined,
    pipes: pipesOf(fields),
    timings: timingsOf(instructions.fields),
  };
}

function timingsOf(fields: Entries): ReadonlyMap<InstructionClass, InstructionTiming> {
  const timings = new Map<InstructionClass, InstructionTiming>();
  for (const [name, entry] of fields)
    if (entry.kind === "word" && isInstructionClass(name))
      timings.set(name, { ...parseTiming(entry.word), ...entry.origin });
  return timings;
}

function isInstructionClass(name: string): name is InstructionClass {
  return Object.hasOwn(instructionClasses, name);
}

function pipesOf(fields: Entries): readonly string[] {
  const pipes = fields.get("pipes");
  return pipes?.kind === "word" ? pipes.word.split(" ") : [];
}

/** Reports the ports that an instruction takes and the core does not have, and instructions that no ports suffice for. */
export function reportFaultyPorts(fields: Entries, diagnostics: Diagnostic[]): void {
  const known = pipesOf(fields);
  const instructions = fields.get("instructions");
  if (instructions?.kind !== "group" || known.length === 0) return;
  for (const [name, entry] of instructions.fields) {
    if (entry.kind !== "word") continue;
    const { uses } = parseTiming(entry.word);
    const unknown = new Set(uses.flatMap((each) => each.pipes).filter((each) => !known.includes(each)));
    for (const pipe of unknown) {
      const facts = { field: name, pipe, nearest: nearestNames(pipe, known), known: known.join(", ") };
      diagnostics.push(diagnostic("hardware/pipe", facts, placesOf(pipe, entry.place)[0]));
    }
    if (unknown.size === 0 && !canStart(uses, []))
      diagnostics.push(diagnostic("hardware/ports", { field: name, count: uses.length }, entry.span));
  }
}

/** Whether each use can have a port of its own. */
function canStart([use, ...others]: readonly PortUse[], taken: readonly string[]): boolean {
  if (use === undefined) return true;
  return use.pipes.some((pipe) => !taken.includes(pipe) && canStart(others, [...taken, pipe]));
}
