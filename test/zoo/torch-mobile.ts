import { divisible, type Image, TorchTrace } from "./torch-trace.ts";

/** Each function walks a network of the mobile families as its reference code does, at a width multiplier and a resolution. */
type Walk = (alpha: number, res: number) => TorchTrace;

type Row = readonly [t: number, c: number, n: number, s: number, k: number];

const image = (res: number): Image => ({ c: 3, h: res, w: res });

interface Inverted {
  readonly k: number;
  readonly s: number;
  readonly hidden: number;
  readonly out: number;
  readonly se?: number | undefined;
  readonly d?: number;
}

function inverted(trace: TorchTrace, x: Image, { k, s, hidden, out, se, d = 1 }: Inverted): Image {
  let y = hidden === x.c ? x : trace.same(x, hidden);
  y = trace.same(y, hidden, k, s, hidden, d);
  if (se !== undefined) trace.squeeze(y, se);
  return trace.same(y, out);
}

const efficientRows: readonly Row[] = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
];

export function efficientnet(width: number, depth: number, lite = false): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const scale = (channels: number) => divisible(channels * width * alpha);
    let x = trace.same(image(res), lite ? 32 : scale(32), 3, 2);
    for (const [row, [t, c, n, s, k]] of efficientRows.entries()) {
      const fixed = lite && (row === 0 || row === efficientRows.length - 1);
      for (let i = 0; i < (fixed ? n : Math.ceil(n * depth)); i++) {
        const se = lite ? undefined : Math.max(1, Math.floor(x.c / 4));
        x = inverted(trace, x, { k, s: i === 0 ? s : 1, hidden: t * x.c, out: scale(c), se });
      }
    }
    x = trace.same(x, lite ? 1280 : 4 * x.c);
    trace.linear(x.c, 1000);
    return trace;
  };
}

type FusedRow = readonly [fused: boolean, t: number, c: number, n: number, s: number];

export function efficientnetV2(stem: number, rows: readonly FusedRow[]): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    let x = trace.same(image(res), divisible(stem * alpha), 3, 2);
    for (const [fused, t, c, n, s] of rows) {
      for (let i = 0; i < n; i++) {
        const stride = i === 0 ? s : 1;
        const out = divisible(c * alpha);
        const hidden = divisible(x.c * t);
        if (!fused) x = inverted(trace, x, { k: 3, s: stride, hidden, out, se: Math.max(1, Math.floor(x.c / 4)) });
        else if (hidden === x.c) x = trace.same(x, out, 3, stride);
        else x = trace.same(trace.same(x, hidden, 3, stride), out);
      }
    }
    x = trace.same(x, 1280);
    trace.linear(x.c, 1000);
    return trace;
  };
}

/** Rows with a quarter of the block's input as squeeze width, as the authors' TensorFlow code takes it. */
export function mnasnet(rows: readonly (readonly [...Row, se: boolean])[]): Walk {
  return (alpha, res) => {
    const trace = new TorchTrace();
    const scale = (channels: number) => divisible(channels * alpha);
    let x = trace.same(image(res), scale(32), 3, 2);
    x = trace.same(trace.same(x, x.c, 3, 1, x.c), scale(16));
    for (const [t, c, n, s, k, se] of rows) {
      for (let i = 0; i < n; i++) {
        const mid = se ? Math.max(1, Math.floor(x.c * 0.25)) : undefined;
        x = inverted(trace, x, { k, s: i === 0 ? s : 1, hidden: t * x.c, out: scale(c), se: mid });
      }
    }
    x = trace.same(x, 1280);
    trace.linear(x.c, 1000);
    return trace;
  };
}

type V3Row = readonly [k: number, exp: number, out: number, se: boolean, s: number];

/** The last three rows are C4 to C5: dilated there. */
export function mobilenetV3Dilated(rows: readonly V3Row[], last: number, reduced: boolean): Walk {
  const cut = reduced ? 2 : 1;
  return (alpha, res) => {
    const trace = new TorchTrace();
    const scale = (channels: number) => divisible(channels * alpha);
    let x = trace.same(image(res), scale(16), 3, 2);
    for (const [row, [k, exp, out, se, s]] of rows.entries()) {
      const tail = row - (rows.length - 3);
      const hidden = scale(tail > 0 ? exp / cut : exp);
      x = inverted(trace, x, {
        k,
        s: tail >= 0 ? 1 : s,
        d: tail >= 0 ? 2 : 1,
        hidden,
        out: scale(tail >= 0 ? out / cut : out),
        se: se ? divisible(Math.floor(hidden / 4)) : undefined,
      });
    }
    x = trace.same(x, 6 * x.c);
    trace.linear(trace.linear(x.c, scale(last / cut)), 1000);
    return trace;
  };
}

/** Channels as the authors' code lists them: stem, then the three stages. */
export function shufflenetV1(groups: number, channels: readonly number[]): (res: number) => TorchTrace {
  return (res) => {
    const trace = new TorchTrace();
    const [stem = 0, ...stages] = channels;
    let x = trace.pool(trace.same(image(res), stem, 3, 2), 3, 2, 1);
    for (const [stage, out] of stages.entries()) {
      for (let i = 0; i < (stage === 1 ? 8 : 4); i++) {
        const first = stage === 0 && i === 0 ? 1 : groups;
        const s = i === 0 ? 2 : 1;
        let y = trace.same(x, out / 4, 1, 1, first);
        y = trace.same(y, out / 4, 3, s, out / 4);
        trace.same(y, s === 2 ? out - x.c : out, 1, 1, groups);
        x = { ...y, c: out };
      }
    }
    trace.linear(x.c, 1000, false);
    return trace;
  };
}
