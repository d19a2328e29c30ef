import type { Kernel } from "../instruction.ts";
import { advance, closeLoop, loadPair, store } from "./assembly.ts";

/** Copy of sixteen fp32 elements, as packing does with each panel and padding with each row. */
export function copy(name: string, title: string): Kernel {
  const pairs = [0, 2];
  return {
    name,
    title,
    macs: 0,
    outputs: 16,
    body: [
      ...pairs.map((first) => loadPair(`q${first}`, `q${first + 1}`, { base: "x1", offset: 16 * first })),
      ...[0, 1, 2, 3].map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      advance("x1", 64),
      advance("x2", 64),
      ...closeLoop(16),
    ],
  };
}
