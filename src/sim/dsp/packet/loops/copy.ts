import type { HvxLoop } from "../instruction.ts";
import { hvxLoop } from "./hvx-loop.ts";

/** Bytes from one place of the vector memory to another. */
export function vectorCopy(): HvxLoop {
  return hvxLoop({
    name: "hvx_copy",
    title: "copy of 128 bytes",
    elements: 128,
    lines: () => ["v0.cur = vmem(r0++#1)", "vmem(r1++#1) = v0.new"],
  });
}
