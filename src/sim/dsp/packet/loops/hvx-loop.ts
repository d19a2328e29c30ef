import { assemble } from "../assemble.ts";
import type { HvxLoop } from "../instruction.ts";

/** What a loop says of itself. */
export interface LoopText {
  readonly name: string;
  readonly title: string;
  readonly elements: number;
  readonly macs?: number;
  readonly needsHalfFloats?: boolean;
  /** Written when it is first asked for: most of a catalogue never is. */
  readonly lines: () => readonly string[];
}

/** A loop out of its text. */
export function hvxLoop({ name, title, elements, macs = 0, needsHalfFloats = false, lines }: LoopText): HvxLoop {
  let body: HvxLoop["body"] | undefined;
  return {
    name,
    title,
    macs,
    elements,
    needsHalfFloats,
    get body() {
      body ??= assemble(lines());
      return body;
    },
  };
}

/** 0 to `count` - 1. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
