import { cat, divisible, type Image, TorchTrace } from "./torch-trace.ts";

/** Each function walks a detector or a segmentation network as its reference code does, at a width multiplier and a resolution. */
type Walk = (alpha: number, res: number) => TorchTrace;

const image = (res: number): Image => ({ c: 3, h: res, w: res });

interface Features {
  /** At stride 16 (detectors) or 8 (segmentation). */
  readonly fine: Image;
  readonly last: Image;
}

type Backbone = (trace: TorchTrace, alpha: number, res: number) => Features;

function inverted(trace: TorchTrace, x: Image, hidden: number, out: number, k = 3, s = 1, se?: number): [Image, Image] {
  const wide = hidden === x.c ? x : trace.same(x, hidden);
  const y = trace.same(wide, hidden, k, s, hidden);
  if (se !== undefined) trace.squeeze(y, se);
  return [trace.same(y, out), wide];
}

/** MobileNetV1 to its last convolution; `os16` keeps stride 16, where dilation changes no count. */
export function v1Features(os16: boolean): Backbone {
  return (trace, alpha, res) => {
    let x = trace.same(image(res), 32 * alpha, 3, 2);
    let fine = x;
    const layers = [64, -128, 128, -256, 256, -512, 512, 512, 512, 512, 512, -1024, 1024];
    for (const c of layers) {
      const s = c < 0 && !(os16 && c === -1024) ? 2 : 1;
      if (c === -1024) fine = x;
      x = trace.same(trace.same(x, x.c, 3, s, x.c), Math.abs(c) * alpha);
    }
    return { fine, last: x };
  };
}

const v2Rows = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2: for detectors to the last convolution, thinned with the rest; for segmentation to the 320 channels at stride 16. */
export function v2Features(os16: boolean, reducedTail = false): Backbone {
  return (trace, alpha, res) => {
    let x = trace.same(image(res), divisible(32 * alpha), 3, 2);
    let fine = x;
    for (const [t, c, n, s] of v2Rows) {
      const out = divisible((reducedTail && c >= 160 ? c / 2 : c) * alpha);
      for (let i = 0; i < n; i++) {
        const stride = i === 0 && !(os16 && c === 160) ? s : 1;
        const [y, wide] = inverted(trace, x, t * x.c, out, 3, stride);
        if (c === 160 && i === 0) fine = wide;
        x = y;
      }
    }
    return { fine, last: os16 ? x : trace.same(x, divisible(1280 * alpha)) };
  };
}

type V3Row = readonly [k: number, exp: number, out: number, se: boolean, s: number];

/** MobileNetV3-Large to its last 1x1 convolution, C4 being row 12. */
export function v3Features(rows: readonly V3Row[], os16: boolean, reducedTail: boolean): Backbone {
  return (trace, alpha, res) => {
    const scale = (channels: number) => divisible(channels * alpha);
    let x = trace.same(image(res), scale(16), 3, 2);
    const fine: Image[] = [];
    for (const [row, [k, exp, out, se, s]] of rows.entries()) {
      const hidden = scale(reducedTail && row > 12 ? exp / 2 : exp);
      const mid = se ? divisible(Math.floor(hidden / 4)) : undefined;
      const stride = os16 && row === 12 ? 1 : s;
      const [y, wide] = inverted(trace, x, hidden, scale(reducedTail && row >= 12 ? out / 2 : out), k, stride, mid);
      fine[row] = os16 ? y : wide;
      x = y;
    }
    return { fine: fine[os16 ? 3 : 12] ?? x, last: trace.same(x, 6 * x.c) };
  };
}

/** ResNet with bottlenecks at output stride 8; `fine` is the third stage, which the auxiliary head reads. */
export function resnetFeatures(depths: readonly number[]): Backbone {
  return (trace, _alpha, res) => {
    let x = trace.pool(trace.conv(image(res), 64, { k: 7, s: 2, p: 3 }), 3, 2, 1);
    const ends: Image[] = [];
    for (const [stage, depth] of depths.entries()) {
      const width = 64 * 2 ** stage;
      for (let i = 0; i < depth; i++) {
        const s = stage === 1 && i === 0 ? 2 : 1;
        if (i === 0) trace.conv(x, 4 * width, { s });
        x = trace.same(trace.same(trace.same(x, width), width, 3, s), 4 * width);
      }
      ends.push(x);
    }
    return { fine: ends[2] ?? x, last: x };
  };
}

/** A linear layer on the mean of the features, with a last 1x1 convolution, never thinned, in front where one is named. */
export function classified(backbone: Backbone, last?: number): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const features = backbone(trace, alpha, res).last;
    const x = last === undefined ? features : trace.same(features, divisible(last * Math.max(1, alpha)));
    trace.linear(x.c, 1000);
    return trace;
  };
}

/** Extra feature maps and predictors of SSDLite or SSD with `classes` scores a box. */
export function ssd(backbone: Backbone, lite: boolean, classes: number, boxes: readonly number[]): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const { fine, last } = backbone(trace, alpha, res);
    const maps = [fine, last];
    let x = last;
    for (const depth of [512, 256, 256, 128]) {
      const n = Math.trunc(depth * alpha);
      const half = Math.floor(n / 2);
      const y = trace.same(x, half);
      x = lite ? trace.same(trace.same(y, half, 3, 2, half), n) : trace.same(y, n, 3, 2);
      maps.push(x);
    }
    const plain = { bias: true, bn: false };
    for (const [at, map] of maps.entries()) {
      for (const n of [4, classes].map((each) => each * (boxes[at] ?? 0))) {
        if (lite) trace.conv(trace.same(map, map.c, 3, 1, map.c), n, plain);
        else trace.conv(map, n, { k: 3, p: 1, ...plain });
      }
    }
    return trace;
  };
}

/** Atrous pyramid, 1x1 projection, scores; `rates` may be empty, `refine` is torchvision's further 3x3 convolution. */
export function deeplab(backbone: Backbone, rates: readonly number[], refine: boolean, aux = false): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const { fine, last } = backbone(trace, alpha, res);
    const pooled = trace.same({ ...last, h: 1, w: 1 }, 256);
    const branches = [trace.same(last, 256), ...rates.map((d) => trace.same(last, 256, 3, 1, 1, d))];
    let x = trace.same(cat([...branches, { ...pooled, h: last.h, w: last.w }]), 256);
    if (refine) x = trace.same(x, 256, 3);
    trace.conv(x, 21, { bias: true, bn: false });
    if (aux) fcnHead(trace, fine);
    return trace;
  };
}

function fcnHead(trace: TorchTrace, x: Image): void {
  trace.conv(trace.same(x, Math.floor(x.c / 4), 3), 21, { bias: true, bn: false });
}

export function fcn(backbone: Backbone, aux = false): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const { fine, last } = backbone(trace, alpha, res);
    fcnHead(trace, last);
    if (aux) fcnHead(trace, fine);
    return trace;
  };
}

export function lraspp(backbone: Backbone): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const { fine, last } = backbone(trace, alpha, res);
    const plain = { bias: true, bn: false };
    const high = trace.same(last, 128);
    trace.conv({ ...last, h: 1, w: 1 }, 128, { bn: false });
    trace.conv(fine, 21, plain);
    trace.conv({ ...high, h: fine.h, w: fine.w }, 21, plain);
    return trace;
  };
}

/** darknet's yolov3-tiny: `maxpool` of size 2 and stride 1 keeps the image. */
export const yoloTiny = (res: number): TorchTrace => {
  const trace = new TorchTrace();
  let x = image(res);
  for (const c of [16, 32, 64, 128]) x = trace.pool(trace.same(x, c, 3), 2, 2);
  const fine = trace.same(x, 256, 3);
  x = trace.same(trace.pool(fine, 2, 2), 512, 3);
  const coarse = trace.same(trace.same(x, 1024, 3), 256);
  const plain = { bias: true, bn: false };
  trace.conv(trace.same(coarse, 512, 3), 255, plain);
  const up = { ...trace.same(coarse, 128), h: 2 * coarse.h, w: 2 * coarse.w };
  trace.conv(trace.same(cat([up, fine]), 256, 3), 255, plain);
  return trace;
};

/** Caffe's bvlc_alexnet, pools in ceil mode. */
export const alexnetTwoTowers = (res: number): TorchTrace => {
  const trace = new TorchTrace();
  const plain = { bias: true, bn: false };
  const pool = (x: Image) => trace.pool(x, 3, 2, 0, true);
  let x = pool(trace.conv(image(res), 96, { k: 11, s: 4, ...plain }));
  x = pool(trace.conv(x, 256, { k: 5, p: 2, g: 2, ...plain }));
  x = trace.conv(x, 384, { k: 3, p: 1, ...plain });
  for (const c of [384, 256]) x = trace.conv(x, c, { k: 3, p: 1, g: 2, ...plain });
  x = pool(x);
  trace.linear(trace.linear(trace.linear(x.c * x.h * x.w, 4096), 4096), 1000);
  return trace;
};

/** MobileNetV1 of Howard et al. with other units, depth or widths: `full` convolutions, `repeats` of 512 channels in a row. */
export function mobilenetV1(
  full: boolean,
  repeats = 6,
  widths: readonly number[] = [32, 64, 128, 256, 512, 1024],
): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const [stem = 0, ...stages] = widths.map((each) => each * alpha);
    let x = trace.same(image(res), stem, 3, 2);
    for (const [stage, c] of stages.entries()) {
      for (let i = 0; i < ([1, 2, 2, repeats, 2][stage] ?? 0); i++) {
        const s = stage > 0 && i === 0 ? 2 : 1;
        x = full ? trace.same(x, c, 3, s) : trace.same(trace.same(x, x.c, 3, s, x.c), c);
      }
    }
    trace.linear(x.c, 1000);
    return trace;
  };
}
