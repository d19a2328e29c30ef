import { type Image, TorchTrace } from "./torch-trace.ts";

/** Each function walks a vision transformer as its reference module does, at a resolution. */
type Walk = (res: number) => TorchTrace;

const image = (res: number): Image => ({ c: 3, h: res, w: res });
const plain = { bias: true, bn: false };

/** nn.MultiheadAttention on `sets` sequences: one projection to 3 d, q k^T and the weights times v, head by head, one projection back. */
function attention(trace: TorchTrace, sets: number, length: number, d: number, heads: number): void {
  const head = d / heads;
  if (!Number.isInteger(head)) throw new Error(`${heads} heads do not divide ${d}`);
  trace.params += 3 * d * d + 3 * d + d * d + d;
  for (const columns of [3 * d, d]) trace.macs += sets * length * d * columns;
  for (let each = 0; each < heads; each++) trace.macs += sets * (length * head * length + length * length * head);
}

/** Two linear layers on `tokens` vectors. */
function mlp(trace: TorchTrace, tokens: number, d: number, hidden: number): void {
  trace.params += d * hidden + hidden + hidden * d + d;
  trace.macs += tokens * (d * hidden + hidden * d);
}

/** nn.TransformerEncoderLayer with norms first. */
function encoder(trace: TorchTrace, sets: number, length: number, d: number, heads: number, hidden: number): void {
  trace.norm(d);
  attention(trace, sets, length, d, heads);
  trace.norm(d);
  mlp(trace, sets * length, d, hidden);
}

export function vit(patch: number, depth: number, d: number, heads: number): Walk {
  return (res) => {
    const trace = new TorchTrace();
    const x = trace.conv(image(res), d, { k: patch, s: patch, ...plain });
    const length = x.h * x.w + 1;
    trace.params += d + length * d; // class token, position embedding
    for (let i = 0; i < depth; i++) encoder(trace, 1, length, d, heads, 4 * d);
    trace.norm(d);
    trace.linear(d, 1000);
    return trace;
  };
}

/** `shifted_window_attention`: pads right and below to whole windows, and projects the padding like the rest. */
function windowAttention(trace: TorchTrace, x: Image, heads: number, window: number): void {
  const padded = (size: number) => size + ((window - (size % window)) % window);
  const windows = (padded(x.h) / window) * (padded(x.w) / window);
  attention(trace, windows, window * window, x.c, heads);
  trace.params += (2 * window - 1) * (2 * window - 1) * heads; // relative_position_bias_table
}

/** `PatchMerging`: pads by H % 2 and W % 2, takes every second row and column four times, and projects 4 C to 2 C. */
function merge(trace: TorchTrace, x: Image): Image {
  const y = { c: 4 * x.c, h: (x.h + (x.h % 2)) / 2, w: (x.w + (x.w % 2)) / 2 };
  trace.norm(y.c);
  return trace.conv(y, 2 * x.c, { bn: false });
}

export function swin(depths: readonly number[], width: number, heads: number, window = 7): Walk {
  return (res) => {
    const trace = new TorchTrace();
    let x = trace.conv(image(res), width, { k: 4, s: 4, bias: true }); // a layer norm has as many parameters as a batch norm
    for (const [stage, depth] of depths.entries()) {
      if (stage > 0) x = merge(trace, x);
      for (let i = 0; i < depth; i++) {
        trace.norm(x.c);
        windowAttention(trace, x, heads * 2 ** stage, window);
        trace.norm(x.c);
        mlp(trace, x.h * x.w, x.c, 4 * x.c);
      }
    }
    trace.norm(x.c);
    trace.linear(x.c, 1000);
    return trace;
  };
}

type Stage = readonly [c: number, d: number, depth: number];

/** The authors' code: inverted residuals, and behind the last three of stride 2 a block of local and global features. */
export function mobilevit(expansion: number, first: number, second: number, last: readonly Stage[], patch = 2): Walk {
  return (res) => {
    const trace = new TorchTrace();
    const inverted = (x: Image, c: number, s: number) => {
      const wide = trace.same(x, Math.round(x.c * expansion));
      return trace.same(trace.same(wide, wide.c, 3, s, wide.c), c);
    };
    let x = inverted(trace.same(image(res), 16, 3, 2), first, 1);
    x = inverted(inverted(inverted(x, second, 2), second, 1), second, 1);
    for (const [c, d, depth] of last) {
      x = inverted(x, c, 2);
      trace.conv(trace.same(x, c, 3), d, { bn: false });
      const patches = Math.ceil(x.h / patch) * Math.ceil(x.w / patch); // an odd map is interpolated to whole patches, and back
      for (let i = 0; i < depth; i++) encoder(trace, patch * patch, patches, d, 4, 2 * d);
      trace.norm(d);
      trace.same({ ...x, c: d }, c);
      x = trace.same({ ...x, c: 2 * c }, c, 3);
    }
    x = trace.same(x, Math.min(4 * x.c, 960));
    trace.linear(x.c, 1000);
    return trace;
  };
}
