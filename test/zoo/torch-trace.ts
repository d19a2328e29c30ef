/** An image on its way through a network: channels, height, width. */
export interface Image {
  readonly c: number;
  readonly h: number;
  readonly w: number;
}

export interface ConvOptions {
  readonly k?: number | readonly [number, number];
  readonly s?: number;
  readonly p?: number | readonly [number, number];
  readonly d?: number;
  readonly g?: number;
  readonly bias?: boolean;
  readonly bn?: boolean;
}

const pair = (value: number | readonly [number, number]): readonly [number, number] =>
  typeof value === "number" ? [value, value] : value;

/**
 * Counts what a forward pass in PyTorch multiplies, in floating-point numbers and with its modules' formulas: explicit padding, floor
 * division. It shares no code with the program under test.
 */
export class TorchTrace {
  macs = 0;
  params = 0;

  /** nn.Conv2d, followed by nn.BatchNorm2d unless `bn: false`. */
  conv(x: Image, c: number, { k = 1, s = 1, p = 0, d = 1, g = 1, bias = false, bn = true }: ConvOptions = {}): Image {
    const [kh, kw] = pair(k);
    const [ph, pw] = pair(p);
    const h = Math.floor((x.h + 2 * ph - d * (kh - 1) - 1) / s) + 1;
    const w = Math.floor((x.w + 2 * pw - d * (kw - 1) - 1) / s) + 1;
    if (x.c % g !== 0 || c % g !== 0 || h < 1 || w < 1) throw new Error(`no convolution of ${x.c} by ${g} at ${x.h}`);
    const weights = (c * x.c * kh * kw) / g;
    this.macs += weights * h * w;
    this.params += weights + (bias ? c : 0) + (bn ? 2 * c : 0);
    return { c, h, w };
  }

  /** A convolution that keeps the size at stride 1, with batch norm. */
  same(x: Image, c: number, k = 1, s = 1, g = 1, d = 1): Image {
    return this.conv(x, c, { k, s, g, d, p: (d * (k - 1)) / 2 });
  }

  /** nn.MaxPool2d, nn.AvgPool2d. */
  pool(x: Image, k: number, s: number, p = 0, ceilMode = false): Image {
    const extent = (size: number) => {
      const room = size + 2 * p - k;
      const windows = (ceilMode ? Math.ceil(room / s) : Math.floor(room / s)) + 1;
      return ceilMode && (windows - 1) * s >= size + p ? windows - 1 : windows;
    };
    return { c: x.c, h: extent(x.h), w: extent(x.w) };
  }

  norm(c: number): void {
    this.params += 2 * c;
  }

  linear(from: number, to: number, bias = true): number {
    this.macs += from * to;
    this.params += from * to + (bias ? to : 0);
    return to;
  }

  /** Squeeze-and-excite: two 1x1 convolutions with biases on the pooled image. */
  squeeze(x: Image, mid: number): void {
    const pooled = { c: x.c, h: 1, w: 1 };
    this.conv(this.conv(pooled, mid, { bias: true, bn: false }), x.c, { bias: true, bn: false });
  }
}

export const cat = (parts: readonly Image[]): Image => {
  const [first] = parts;
  if (first === undefined || parts.some((each) => each.h !== first.h || each.w !== first.w))
    throw new Error("images of different sizes");
  return { ...first, c: parts.reduce((sum, each) => sum + each.c, 0) };
};

/** `_make_divisible` of torchvision. */
export function divisible(value: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((value + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * value ? rounded + divisor : rounded;
}
