import { assign, load, plus, repeatWhile, store, wordOf } from "./expression.ts";
import { applyStages, type StageShape } from "./stages.ts";
import type { Build } from "./wasm-module.ts";

const vectorBytes = 16;

/** Stages on a tensor that no other kernel has just computed. */
export interface PixelKernelShape {
  /** Bytes from one pixel to the next. */
  readonly pitch: number;
  readonly stages: readonly StageShape[];
}

/**
 * Code of `(input, output, affines, other, end)`: takes pixels from the address `input` up to `end` through stages. `affines` has rows
 * of one value per channel; `other` is the pixel beside the first, or the one pixel that stands beside all.
 */
export function pixelKernel({ pitch, stages }: PixelKernelShape): Build {
  return ([input, output, affines, other, end], locals) => {
    if (!input || !output || !affines || !other || !end) throw new RangeError("five parameters");
    const perChannel = stages.some((stage) => stage.kind === "combine" && stage.per === "channel");
    const value = locals.add("v128");
    const row = locals.add("i32");
    const affine = locals.add("i32");
    const beside = locals.add("i32");
    const operands = {
      factors: (index: number) => load(affine, 2 * index * pitch),
      addends: (index: number) => load(affine, (2 * index + 1) * pitch),
      other: () => load(beside, 0),
    };
    const channels = [
      ...assign(value, load(input, 0)),
      ...applyStages(value, stages, operands, locals),
      ...store(output, 0, value),
      ...[input, output, affine, beside].flatMap((each) => assign(each, plus(each, vectorBytes))),
    ];
    return [
      ...assign(beside, other),
      ...repeatWhile(wordOf("i32.ne", input, end), [
        ...assign(row, plus(input, pitch)),
        ...assign(affine, affines),
        ...(perChannel ? assign(beside, other) : []),
        ...repeatWhile(wordOf("i32.ne", input, row), channels),
      ]),
    ];
  };
}
