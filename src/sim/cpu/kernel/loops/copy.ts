import type { Kernel } from "../instruction.ts";
import { advance, closeLoop, loadPair, store } from "./assembly.ts";

/** Copy of 64 bytes, as packing does with each panel and padding with each row, whatever the type of the elements. */
export function copy(name: string, title: string): Kernel {
  const pairs = [0, 2];
  return {
    name,
    title,
    macs: 0,
    outputBytes: 64,
    body: [
      ...pairs.map((first) => loadPair(`q${first}`, `q${first + 1}`, { base: "x1", offset: 16 * first })),
      ...[0, 1, 2, 3].map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      advance("x1", 64),
      advance("x2", 64),
      ...closeLoop(64),
    ],
  };
}
