import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoopV7 } from "./assembly-v7.ts";
import { clampSingle, loadSingle, single, storeSingle } from "./assembly-vfp.ts";

const [weights, output, count, index] = ["r9", "r10", "r11", "r12"];

/**
 * fp32 depthwise convolution on single registers (ARMv6 with VFP), channels last: one output in a pass, two sums. Nine input pointers lie in
 * registers; each of twenty-five is loaded from the stack and moved to the channel.
 * Source: the structure of google/XNNPACK, src/f32-dwconv/unipass-scalar.c.in with two accumulators; a maximum takes a comparison, its
 * flags and a conditional copy.
 */
export function scalarDepthwise(name: string, title: string, taps: 9 | 25): Kernel {
  const products = Array.from({ length: taps }, (_, tap) => {
    const [input, weight] = [`s${2 + 2 * (tap % 4)}`, `s${3 + 2 * (tap % 4)}`];
    const pointer = taps === 9 ? `r${tap}` : `r${tap % 4}`;
    return [
      ...(taps === 9 ? [] : stackedPointer(tap, pointer)),
      loadSingle(input, pointer),
      loadSingle(weight, weights),
      tap === 1
        ? single("vmul.f32", "scalarAdd", "s1", [weight, input])
        : { ...single("vmla.f32", "scalarMac", `s${tap % 2}`, [weight, input]), accumulator: `s${tap % 2}` },
    ];
  });
  return {
    name,
    title,
    macs: taps,
    outputs: 1,
    body: [
      loadSingle("s0", weights),
      ...products.flat(),
      single("vadd.f32", "scalarAdd", "s0", ["s0", "s1"]),
      ...clampSingle("s0", "s30", "s31"),
      storeSingle("s0", output),
      ...(taps === 9 ? [] : [add(index, "#4", [index])]),
      ...closeLoopV7(count, 1),
    ],
  };
}

function stackedPointer(tap: number, pointer: string): readonly Instruction[] {
  return [
    { text: `ldr ${pointer}, [sp, #${4 * tap}]`, kind: "loadInteger", reads: ["sp"], writes: [pointer] },
    { ...add(pointer, index, [pointer, index]), kind: "integerRegisters" },
  ];
}

function add(register: string, addend: string, reads: readonly string[]): Instruction {
  return { text: `add ${register}, ${register}, ${addend}`, kind: "integer", reads, writes: [register] };
}
