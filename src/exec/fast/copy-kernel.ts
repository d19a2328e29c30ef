import {
  assign,
  clearBytes,
  constant,
  copyBytes,
  load,
  plus,
  repeatWhile,
  type Statement,
  store,
  storeLane,
  wordOf,
} from "./expression.ts";
import type { Build } from "./wasm-module.ts";

const vectorBytes = 16;

/** An image with margins of zeros around it; sizes in bytes. */
export interface MarginKernelShape {
  readonly inRow: number;
  readonly before: number;
  readonly after: number;
}

/** Code of `(input, output, end)`: copies input rows up to the address `end`, with zeros before and after each. */
export function marginKernel({ inRow, before, after }: MarginKernelShape): Build {
  return ([input, output, end]) => {
    if (!input || !output || !end) throw new RangeError("three parameters");
    const clear = (count: number): Statement => (count === 0 ? [] : clearBytes(output, constant(count)));
    return repeatWhile(wordOf("i32.ne", input, end), [
      ...clear(before),
      ...assign(output, plus(output, before)),
      ...copyBytes(output, input, constant(inRow)),
      ...assign(output, plus(output, inRow)),
      ...clear(after),
      ...assign(output, plus(output, after)),
      ...assign(input, plus(input, inRow)),
    ]);
  };
}

/** Code of `(output, count)`: sets bytes to 0. */
export function clearKernel(_shape: Record<string, never>): Build {
  return ([output, count]) => {
    if (!output || !count) throw new RangeError("two parameters");
    return clearBytes(output, count);
  };
}

export interface ChannelCopyShape {
  readonly channels: number;
  readonly inPitch: number;
  readonly outPitch: number;
}

/** Code of `(input, output, end)`: copies some channels of each pixel, from the address `input` up to `end`, into another tensor. */
export function channelCopyKernel({ channels, inPitch, outPitch }: ChannelCopyShape): Build {
  return ([input, output, end], locals) => {
    if (!input || !output || !end) throw new RangeError("three parameters");
    const [source, target, stop] = [locals.add("i32"), locals.add("i32"), locals.add("i32")];
    const value = locals.add("v128");
    const whole = Math.floor(channels / 4) * vectorBytes;
    const rest = channels % 4;
    return repeatWhile(wordOf("i32.ne", input, end), [
      ...assign(source, input),
      ...assign(target, output),
      ...(whole === 0
        ? []
        : [
            ...assign(stop, plus(source, whole)),
            ...repeatWhile(wordOf("i32.ne", source, stop), [
              ...store(target, 0, load(source, 0)),
              ...assign(source, plus(source, vectorBytes)),
              ...assign(target, plus(target, vectorBytes)),
            ]),
          ]),
      ...(rest === 0 ? [] : assign(value, load(source, 0))),
      ...Array.from({ length: rest }, (_, lane) => storeLane(target, 4 * lane, value, lane)).flat(),
      ...assign(input, plus(input, inPitch)),
      ...assign(output, plus(output, outPitch)),
    ]);
  };
}
