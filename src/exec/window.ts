import { type Attributes, flagOf, marginsOf, numberOf, pairOf } from "./attributes.ts";
import { imageOf, type Tensor } from "./tensor.ts";

/** A window on one axis of a padded image. */
export interface WindowAxis {
  readonly extent: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  /** Whether a last window that is partly past the end counts. */
  readonly isCeil: boolean;
}

/** The rows and the columns that a window slides over. */
export function windowAxes(
  height: number,
  width: number,
  attributes: Attributes,
): readonly [rows: WindowAxis, columns: WindowAxis] {
  return [windowAxis(0, height, attributes), windowAxis(1, width, attributes)];
}

function windowAxis(axis: 0 | 1, extent: number, attributes: Attributes): WindowAxis {
  const kernel = pairOf(attributes, "k")[axis];
  const stride = pairOf(attributes, "s")[axis];
  const dilation = attributes.has("d") ? pairOf(attributes, "d")[axis] : 1;
  const sized = { extent, kernel, stride, dilation };
  const span = spanOf(sized);
  const pad = attributes.get("pad");
  if (pad === "same") {
    const before = Math.floor((span - 1) / 2);
    return { ...sized, before, after: span - 1 - before, isCeil: false };
  }
  if (pad === "tf") {
    // One window per stride that starts inside the image; what the last one lacks is put around, the odd cell at the end.
    let last = 0;
    while (last + stride < extent) last += stride;
    const lacking = Math.max(last + span - extent, 0);
    const before = Math.floor(lacking / 2);
    return { ...sized, before, after: lacking - before, isCeil: false };
  }
  const [top, bottom, left, right] = marginsOf(attributes, "pad");
  const isCeil = flagOf(attributes, "ceil");
  return axis === 0
    ? { ...sized, before: top, after: bottom, isCeil }
    : { ...sized, before: left, after: right, isCeil };
}

/** Cells from the first to the last tap. */
function spanOf({ kernel, dilation }: Pick<WindowAxis, "kernel" | "dilation">): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * Slides the window over the padded axis and returns where it starts each time, in padded cells.
 * A window counts when it fits; a partly empty one too where `isCeil`, if the one before it left cells over and it starts inside the
 * image or the padding in front. Source: PyTorch Conv2d, MaxPool2d (ceil_mode).
 */
export function windowStarts(axis: WindowAxis): Int32Array {
  const { extent, stride, before, after, isCeil } = axis;
  const padded = before + extent + after;
  const span = spanOf(axis);
  const starts: number[] = [];
  for (let start = 0; ; start += stride) {
    const fits = start + span <= padded;
    const hasRest = isCeil && start - stride + span < padded && start < before + extent;
    const isOutside = isCeil && start >= before + extent;
    if (isOutside || (!fits && !hasRest)) return Int32Array.from(starts);
    starts.push(start);
  }
}

/** The image with margins of zeros; the same values where there are none. */
export function padded<T extends Float32Array | Int16Array>(
  data: T,
  [channels, height, width]: readonly [number, number, number],
  rows: Pick<WindowAxis, "before" | "after">,
  columns: Pick<WindowAxis, "before" | "after">,
): T {
  if (rows.before + rows.after + columns.before + columns.after === 0) return data;
  const outHeight = rows.before + height + rows.after;
  const outWidth = columns.before + width + columns.after;
  const wider = new (data.constructor as new (count: number) => T)(channels * outHeight * outWidth);
  for (let c = 0; c < channels; c++) {
    for (let h = 0; h < height; h++) {
      const from = (c * height + h) * width;
      wider.set(data.subarray(from, from + width), (c * outHeight + rows.before + h) * outWidth + columns.before);
    }
  }
  return wider;
}

/** An image with margins of zeros. */
export function paddedImage(image: Tensor, margins: readonly [number, number, number, number]): Tensor {
  const [channels = 1, height = 1, width = 1] = image.dims;
  const [top, bottom, left, right] = margins;
  const data = padded(
    image.data,
    [channels, height, width],
    { before: top, after: bottom },
    { before: left, after: right },
  );
  return imageOf(channels, top + height + bottom, left + width + right, data);
}

/** Where the taps of a filter lie from the start of its window: channels, then rows, then columns. */
export function tapOffsets(
  channels: number,
  rows: WindowAxis,
  columns: WindowAxis,
  paddedHeight: number,
  paddedWidth: number,
): Int32Array {
  const offsets: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let r = 0; r < rows.kernel; r++) {
      for (let s = 0; s < columns.kernel; s++) {
        offsets.push((c * paddedHeight + r * rows.dilation) * paddedWidth + s * columns.dilation);
      }
    }
  }
  return Int32Array.from(offsets);
}

/** The number of groups of a convolution. */
export function groupsOf(attributes: Attributes): number {
  return numberOf(attributes, "g");
}
