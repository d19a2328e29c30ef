import type { StatedShape } from "../concrete.ts";
import { elementCount, type Tensor } from "../tensor.ts";

const floatBytes = 4;
const lanes = 4;

/**
 * How a tensor lies in the memory of the fast path: pixel by pixel (the tokens of a set, the one pixel of a vector), the channels of a
 * pixel side by side, filled up to a multiple of four. What fills up has no meaning and is never summed.
 */
export interface SlotShape {
  readonly pixels: number;
  readonly channels: number;
  /** Bytes from one pixel to the next. */
  readonly pitch: number;
  readonly bytes: number;
}

export function pitchOf(channels: number): number {
  return floatBytes * lanes * Math.ceil(channels / lanes);
}

export function slotShape({ layout, dims }: StatedShape): SlotShape {
  const channels = (layout === "image" ? dims[0] : dims.at(-1)) ?? 1;
  const pixels = elementCount(dims) / channels;
  const pitch = pitchOf(channels);
  return { pixels, channels, pitch, bytes: pixels * pitch };
}

/** Writes a tensor into its slot. */
export function writeSlot(memory: Float32Array, address: number, { layout, dims, data }: Tensor): void {
  const { pixels, channels, pitch } = slotShape({ layout, dims });
  const [from, step] = [address / floatBytes, pitch / floatBytes];
  if (layout !== "image") {
    for (let p = 0; p < pixels; p++) memory.set(data.subarray(p * channels, (p + 1) * channels), from + p * step);
    return;
  }
  const whole = channels - (channels % lanes);
  // Four channels at once: each line of the cache that is written is then written whole.
  for (let c = 0; c < whole; c += lanes) {
    let [at, to] = [c * pixels, from + c];
    for (let p = 0; p < pixels; p++, at++, to += step) {
      memory[to] = data[at] ?? 0;
      memory[to + 1] = data[at + pixels] ?? 0;
      memory[to + 2] = data[at + 2 * pixels] ?? 0;
      memory[to + 3] = data[at + 3 * pixels] ?? 0;
    }
  }
  for (let c = whole; c < channels; c++) {
    for (let p = 0; p < pixels; p++) memory[from + p * step + c] = data[c * pixels + p] ?? 0;
  }
}

/** Reads the tensor of a shape out of its slot. */
export function readSlot(memory: Float32Array, address: number, shape: StatedShape): Tensor {
  const { pixels, channels, pitch } = slotShape(shape);
  const [from, step] = [address / floatBytes, pitch / floatBytes];
  const data = new Float32Array(pixels * channels);
  if (shape.layout === "image") {
    const whole = channels - (channels % lanes);
    for (let c = 0; c < whole; c += lanes) {
      let [at, to] = [from + c, c * pixels];
      for (let p = 0; p < pixels; p++, at += step, to++) {
        data[to] = memory[at] ?? 0;
        data[to + pixels] = memory[at + 1] ?? 0;
        data[to + 2 * pixels] = memory[at + 2] ?? 0;
        data[to + 3 * pixels] = memory[at + 3] ?? 0;
      }
    }
    for (let c = whole; c < channels; c++) {
      for (let p = 0; p < pixels; p++) data[c * pixels + p] = memory[from + p * step + c] ?? 0;
    }
  } else {
    for (let p = 0; p < pixels; p++)
      data.set(memory.subarray(from + p * step, from + p * step + channels), p * channels);
  }
  return { layout: shape.layout, dims: shape.dims, data };
}
