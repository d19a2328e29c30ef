import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, closeLoop, convert, fp32, load, store, vector } from "./assembly.ts";
import { addWide, narrowed, quantize, requantize, type Scale } from "./requantize.ts";

const range = { zero: 28, lower: 30, upper: 31 } as const;
const parts = [0, 1, 2, 3];
const oneScale = parts.map((): Scale => [29]);
const loads = (step: number) => parts.map((part) => load(`q${part}`, { base: "x1", offset: step * part }));

/** A register widened to twice its elements' width: the lower half, or with `isHigh` the upper. */
function widened(destination: number, source: number, from: "b" | "h", isHigh: boolean): Instruction {
  const opcode = isHigh ? "sxtl2" : "sxtl";
  const shapes = from === "b" ? (["8h", isHigh ? "16b" : "8b"] as const) : (["4s", isHigh ? "8h" : "4h"] as const);
  return convert(opcode, "widen", shapes, [destination, source]);
}

/** 32-bit sums to int8: sixteen elements in a pass. */
export function requantizeLoop(name: string, title: string): Kernel {
  return conversion(name, title, [...loads(16), ...requantize(parts, oneScale, range)], 64);
}

/** fp32 to int8: sixteen elements in a pass. */
export function quantizeLoop(name: string, title: string): Kernel {
  return conversion(name, title, [...loads(16), ...quantize(parts, oneScale, range)], 64);
}

function conversion(name: string, title: string, made: readonly Instruction[], bytes: number): Kernel {
  const body = [...made, store("q0", { base: "x2", step: 16 }), advance("x1", bytes), ...closeLoop(16)];
  return { name, title, macs: 0, outputs: 16, body };
}

/** int8 to fp32: sixteen elements in a pass. */
export function dequantizeLoop(name: string, title: string): Kernel {
  return {
    name,
    title,
    macs: 0,
    outputs: 16,
    body: [
      load("q0", { base: "x1", step: 16 }),
      widened(1, 0, "b", false),
      widened(2, 0, "b", true),
      ...[1, 2].flatMap((source) => [
        widened(2 * source + 2, source, "h", false),
        widened(2 * source + 3, source, "h", true),
      ]),
      ...[4, 5, 6, 7].map((each) => convert("scvtf", "fpConvert", ["4s", "4s"], [each, each])),
      ...[4, 5, 6, 7].map((each) => fp32("fmul", each, each, 29)),
      ...[4, 5, 6, 7].map((each) => store(`q${each}`, { base: "x2", step: 16 })),
      ...closeLoop(16),
    ],
  };
}

/**
 * Sum of two int8 arrays of different scales: both are multiplied by 32-bit factors, added, shifted with rounding, narrowed.
 * Source: the structure of google/XNNPACK, src/qs8-vadd/neon.c.in.
 */
export function int8Add(name: string, title: string): Kernel {
  const half = (group: number): readonly Instruction[] => {
    const [a, b] = [8 + 4 * group, 10 + 4 * group];
    const sums = [2 * group, 2 * group + 1];
    return [
      load(`d${a}`, { base: "x1", step: 8 }),
      load(`d${b}`, { base: "x3", step: 8 }),
      widened(a, a, "b", false),
      widened(b, b, "b", false),
      widened(a + 1, a, "h", true),
      widened(a, a, "h", false),
      widened(b + 1, b, "h", true),
      widened(b, b, "h", false),
      ...sums.map((sum, part) => vector("mul", "mulSame", ["4s", "4s"], [sum, a + part, 24])),
      ...sums.map((sum, part) => accumulate("mla", "mulSame", ["4s", "4s"], [sum, b + part, 25])),
      ...sums.map((sum) => vector("srshl", "shiftRounding", ["4s", "4s"], [sum, sum, 26])),
    ];
  };
  const body = [...half(0), ...half(1), ...narrowed(parts, range), store("q0", { base: "x2", step: 16 })];
  return { name, title, macs: 0, outputs: 16, body: [...body, ...closeLoop(16)] };
}

/**
 * Global average of int8 data, channels last: eight channels of seven pixels are summed to 16 bits, then to 32, and scaled.
 * Source: the structure of google/XNNPACK, src/qs8-gavgpool/unipass-neon.c.in.
 */
export function int8Pooling(name: string, title: string): Kernel {
  const rows = Array.from({ length: 7 }, (_, row) => row);
  const wide = (row: number): Instruction => ({
    text: `saddw v8.8h, v8.8h, v${row}.8b`,
    kind: "addLong",
    reads: ["v8", `v${row}`],
    writes: ["v8"],
  });
  return {
    name,
    title,
    macs: 0,
    outputs: 8,
    body: [
      ...rows.map((row) => load(`d${row}`, { base: `x${row + 1}`, step: 8 })),
      vector("saddl", "addLong", ["8h", "8b"], [8, 0, 1]),
      ...rows.slice(2).map(wide),
      ...[9, 10].map((sum) => convert("mov", "move", ["16b", "16b"], [sum, 27])),
      addWide(9, 8, false),
      addWide(10, 8, true),
      ...requantize([9, 10], oneScale, range),
      store("d9", { base: "x21", step: 8 }),
      ...closeLoop(8),
    ],
  };
}
