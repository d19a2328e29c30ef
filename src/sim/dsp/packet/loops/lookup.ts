import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/**
 * Any function of a byte, such as h-swish or the sigmoid, by a table of 256 bytes in two registers: each of eight lookups finds the bytes of its 32
 * entries, and is joined to those before.
 * Source: `vlut32` of the HVX manual.
 */
export function tableLookup(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_lookup",
    title: "uint8 h-swish, sigmoid or other function by a table of 256 bytes",
    elements: 128,
    lines: () => [
      "v0 = vmem(r0++#1)",
      "v1.b = vlut32(v0.b,v30.b,#0)",
      ...upTo(7).map((at) => `v1.b |= vlut32(v0.b,v${at < 3 ? 30 : 31}.b,#${at + 1})`),
      "vmem(r1++#1) = v1",
    ],
  });
}
