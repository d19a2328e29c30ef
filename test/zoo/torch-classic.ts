import { cat, divisible, type Image, TorchTrace } from "./torch-trace.ts";

/** Each function walks a network as torchvision's module does, at a resolution. */
type Walk = (res: number) => TorchTrace;

const image = (res: number): Image => ({ c: 3, h: res, w: res });

export function resnet(depths: readonly number[], bottleneck: boolean, groups = 1, groupWidth = 64): Walk {
  return (res) => {
    const trace = new TorchTrace();
    let x = trace.pool(trace.conv(image(res), 64, { k: 7, s: 2, p: 3 }), 3, 2, 1);
    for (const [stage, depth] of depths.entries()) {
      const planes = 64 * 2 ** stage;
      const out = bottleneck ? 4 * planes : planes;
      for (let i = 0; i < depth; i++) {
        const s = stage > 0 && i === 0 ? 2 : 1;
        if (s !== 1 || x.c !== out) trace.conv(x, out, { s });
        const width = Math.floor(planes * (groupWidth / 64)) * groups;
        x = bottleneck
          ? trace.same(trace.same(trace.same(x, width), width, 3, s, groups), out)
          : trace.same(trace.same(x, planes, 3, s), planes, 3);
      }
    }
    trace.linear(x.c, 1000);
    return trace;
  };
}

/** Block widths by logarithms in floating point; `Math.round` of an exact half goes to the even side as torch.round does. */
export function regnet(depth: number, w0: number, wa: number, wm: number, group: number, squeeze: boolean): Walk {
  const even = (x: number) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
  const widths = Array.from({ length: depth }, (_, j) => {
    const power = even(Math.log((j * wa + w0) / w0) / Math.log(wm));
    return even((w0 * wm ** power) / 8) * 8;
  });
  return (res) => {
    const trace = new TorchTrace();
    let x = trace.same(image(res), 32, 3, 2);
    for (const [j, width] of widths.entries()) {
      const g = Math.min(group, width);
      const out = divisible(width, g);
      const s = width === widths[j - 1] ? 1 : 2;
      if (s !== 1 || x.c !== out) trace.conv(x, out, { s });
      const y = trace.same(trace.same(x, out), out, 3, s, out / g);
      if (squeeze) trace.squeeze(y, Math.round(0.25 * x.c));
      x = trace.same(y, out);
    }
    trace.linear(x.c, 1000);
    return trace;
  };
}

export function densenet(depths: readonly number[], growth: number, stem: number): Walk {
  return (res) => {
    const trace = new TorchTrace();
    let x = trace.pool(trace.conv(image(res), stem, { k: 7, s: 2, p: 3 }), 3, 2, 1);
    for (const [stage, depth] of depths.entries()) {
      for (let i = 0; i < depth; i++) {
        trace.norm(x.c);
        const mid = trace.conv(x, 4 * growth);
        const more = trace.conv(mid, growth, { k: 3, p: 1, bn: false });
        x = cat([x, more]);
      }
      trace.norm(x.c);
      if (stage < depths.length - 1) x = trace.pool(trace.conv(x, Math.floor(x.c / 2), { bn: false }), 2, 2);
    }
    trace.linear(x.c, 1000);
    return trace;
  };
}

export function convnext(depths: readonly number[], width: number): Walk {
  return (res) => {
    const trace = new TorchTrace();
    let x = trace.conv(image(res), width, { k: 4, s: 4, bias: true }); // a layer norm has as many parameters as a batch norm
    for (const [stage, depth] of depths.entries()) {
      if (stage > 0) {
        trace.norm(x.c);
        x = trace.conv(x, 2 * x.c, { k: 2, s: 2, bias: true, bn: false });
      }
      for (let i = 0; i < depth; i++) {
        const y = trace.conv(x, x.c, { k: 7, p: 3, g: x.c, bias: true });
        trace.conv(trace.conv(y, 4 * x.c, { bias: true, bn: false }), x.c, { bias: true, bn: false });
        trace.params += x.c; // layer scale
      }
    }
    trace.norm(x.c);
    trace.linear(x.c, 1000);
    return trace;
  };
}

export const inceptionV3: Walk = (res) => {
  const trace = new TorchTrace();
  const one = (x: Image, c: number) => trace.conv(x, c);
  const row = (x: Image, c: number, k: number) => trace.conv(x, c, { k: [1, k], p: [0, (k - 1) / 2] });
  const column = (x: Image, c: number, k: number) => trace.conv(x, c, { k: [k, 1], p: [(k - 1) / 2, 0] });
  const half = (x: Image, c: number) => trace.conv(x, c, { k: 3, s: 2 });
  const pooled = (x: Image, c: number) => one(trace.pool(x, 3, 1, 1), c);
  let x = trace.same(trace.conv(half(image(res), 32), 32, { k: 3 }), 64, 3);
  x = trace.pool(x, 3, 2);
  x = trace.pool(trace.conv(one(x, 80), 192, { k: 3 }), 3, 2);
  for (const features of [32, 64, 64]) {
    const five = trace.same(one(x, 48), 64, 5);
    const double = trace.same(trace.same(one(x, 64), 96, 3), 96, 3);
    x = cat([one(x, 64), five, double, pooled(x, features)]);
  }
  x = cat([half(x, 384), half(trace.same(one(x, 64), 96, 3), 96), trace.pool(x, 3, 2)]);
  for (const c7 of [128, 160, 160, 192]) {
    const seven = column(row(one(x, c7), c7, 7), 192, 7);
    const double = row(column(row(column(one(x, c7), c7, 7), c7, 7), c7, 7), 192, 7);
    x = cat([one(x, 192), seven, double, pooled(x, 192)]);
  }
  x = cat([half(one(x, 192), 320), half(column(row(one(x, 192), 192, 7), 192, 7), 192), trace.pool(x, 3, 2)]);
  for (let i = 0; i < 2; i++) {
    const three = one(x, 384);
    const double = trace.same(one(x, 448), 384, 3);
    const wings = [three, double].flatMap((y) => [row(y, 384, 3), column(y, 384, 3)]);
    x = cat([one(x, 320), ...wings, pooled(x, 192)]);
  }
  trace.linear(x.c, 1000);
  return trace;
};

type Fire = readonly [squeeze: number, expand: number];

/** `pool` stands for a pooling between fire modules. */
export function squeezenet(stem: readonly [c: number, k: number], fires: readonly (Fire | "pool")[], pad = 0): Walk {
  return (res) => {
    const trace = new TorchTrace();
    const plain = { bias: true, bn: false };
    let x = trace.conv(image(res), stem[0], { k: stem[1], s: 2, ...plain });
    for (const fire of fires) {
      if (fire === "pool") {
        x = trace.pool(x, 3, 2, 0, true);
        continue;
      }
      const narrow = trace.conv(x, fire[0], plain);
      x = cat([trace.conv(narrow, fire[1], plain), trace.conv(narrow, fire[1], { k: 3, p: 1, ...plain })]);
    }
    trace.conv(x, 1000, { p: pad, ...plain });
    return trace;
  };
}

export const alexnet: Walk = (res) => {
  const trace = new TorchTrace();
  const plain = { bias: true, bn: false };
  let x = trace.pool(trace.conv(image(res), 64, { k: 11, s: 4, p: 2, ...plain }), 3, 2);
  x = trace.pool(trace.conv(x, 192, { k: 5, p: 2, ...plain }), 3, 2);
  for (const c of [384, 256, 256]) x = trace.conv(x, c, { k: 3, p: 1, ...plain });
  trace.pool(x, 3, 2);
  trace.linear(trace.linear(trace.linear(256 * 36, 4096), 4096), 1000);
  return trace;
};

export function vgg(depths: readonly number[], bn: boolean): Walk {
  return (res) => {
    const trace = new TorchTrace();
    let x = image(res);
    for (const [stage, depth] of depths.entries()) {
      for (let i = 0; i < depth; i++) x = trace.conv(x, Math.min(512, 64 * 2 ** stage), { k: 3, p: 1, bias: true, bn });
      x = trace.pool(x, 2, 2);
    }
    trace.linear(trace.linear(trace.linear(512 * 49, 4096), 4096), 1000);
    return trace;
  };
}
