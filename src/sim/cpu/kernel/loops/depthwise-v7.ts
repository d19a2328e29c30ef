import type { Instruction, Kernel } from "../instruction.ts";
import { accumulateV7, closeLoopV7, loadMany, storeMany, vectorV7 } from "./assembly-v7.ts";

const [weights, output, count, index] = ["r9", "r10", "r11", "r12"];
const steps = (number: number) => Array.from({ length: number }, (_, step) => step);

/**
 * fp32 depthwise convolution on channels-last data on ARMv7: `channels` outputs of one pixel in a pass, one sum per channel. Nine input pointers
 * lie in registers; each of twenty-five is loaded from the stack and moved to the channel.
 * Source: the structure of google/XNNPACK, src/f32-dwconv/unipass-neon.c.in.
 */
export function rowDepthwiseV7(name: string, title: string, taps: 9 | 25, channels: 4 | 8): Kernel {
  const vectors = steps(channels / 4);
  const registers = channels === 4 ? 2 : 4;
  const product = (tap: number): readonly Instruction[] => {
    const [input, weight] = [vectors.length * (tap % 2), 4 + vectors.length * (tap % 2)];
    return [
      ...(taps === 9 ? [loadMany(32, 2 * input, registers, `r${tap}`)] : stackedLoad(tap, input, registers)),
      loadMany(32, 2 * weight, registers, weights),
      ...vectors.map((part) =>
        accumulateV7("vmla.f32", "fpMla", `q${8 + part}`, [`q${input + part}`, `q${weight + part}`]),
      ),
    ];
  };
  const clamp = (opcode: string, bound: string) =>
    vectors.map((part) => vectorV7(opcode, "fpMinMax", `q${8 + part}`, [`q${8 + part}`, bound]));
  return {
    name,
    title,
    macs: taps * channels,
    outputs: channels,
    body: [
      loadMany(32, 16, registers, weights),
      ...steps(taps).flatMap(product),
      ...clamp("vmax.f32", "q14"),
      ...clamp("vmin.f32", "q15"),
      ...vectors.map((part) => storeMany(32, 16 + 2 * part, 2, output)),
      ...(taps === 9 ? [] : [integerAdd(index, `#${4 * channels}`, [index])]),
      ...closeLoopV7(count, channels),
    ],
  };
}

function stackedLoad(tap: number, input: number, registers: 2 | 4): readonly Instruction[] {
  const pointer = `r${tap % 4}`;
  return [
    { text: `ldr ${pointer}, [sp, #${4 * tap}]`, kind: "loadInteger", reads: ["sp"], writes: [pointer] },
    { ...integerAdd(pointer, index, [pointer, index]), kind: "integerRegisters" },
    { ...loadMany(32, 2 * input, registers, pointer) },
  ];
}

function integerAdd(register: string, addend: string, reads: readonly string[]): Instruction {
  return { text: `add ${register}, ${register}, ${addend}`, kind: "integer", reads, writes: [register] };
}
