import type { Span } from "../core/source.ts";
import type { Origin } from "./profile.ts";
import type { LoopChoice } from "./runtime.ts";

/**
 * Reads `f32_gemm_6x8; cortex-a72 kryo: f32_gemm_4x8`: the loop of most cores, then, or without it, the loops of cores by name. The text
 * has the form of `choicePattern`; of a core that stands twice the first loop holds.
 */
export function parseChoice(text: string, origin: Origin, span: Span): LoopChoice {
  const parts = text.split("; ").map((each) => each.split(": "));
  const otherwise = parts.find((each) => each.length === 1)?.[0];
  const byCore = new Map<string, string>();
  for (const [core, loop] of namedCores(text)) if (!byCore.has(core)) byCore.set(core, loop);
  return { otherwise, byCore, span, source: origin.source, kind: origin.kind };
}

/** Cores that a choice names, as often as it does, each with its loop. */
export function namedCores(text: string): readonly (readonly [core: string, loop: string])[] {
  return text.split("; ").flatMap((part) => {
    const [cores = "", loop] = part.split(": ");
    return loop === undefined ? [] : cores.split(" ").map((core) => [core, loop] as const);
  });
}

/** The loops that a choice names, each once. */
export function namedLoops({ otherwise, byCore }: LoopChoice): readonly string[] {
  return [...new Set([...(otherwise === undefined ? [] : [otherwise]), ...byCore.values()])];
}

/** Where a name stands inside a text of a profile, place by place; where it is written with escapes, all of the text. */
export function placesOf(name: string, span: Span): readonly Span[] {
  const { source, start, end } = span;
  const whole = new RegExp(`(?<![\\w.-])${name.replaceAll(".", "\\.")}(?![\\w.-])`, "g");
  const found = [...source.text.slice(start, end).matchAll(whole)];
  if (found.length === 0) return [span];
  return found.map(({ index }) => ({ source, start: start + index, end: start + index + name.length }));
}
