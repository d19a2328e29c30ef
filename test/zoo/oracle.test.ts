import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LayerCost } from "../../src/cost/index.ts";
import type { Shape } from "../../src/ops/index.ts";
import { asInteger, type Expr, one } from "../../src/symbolic/index.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";

interface Oracle {
  readonly resolutions: Readonly<Record<string, Resolution>>;
}
interface Resolution {
  readonly macs: number;
  readonly params: number;
  readonly peak?: readonly [fused: number, unfused: number];
  readonly layers: readonly unknown[][];
}
interface Entry {
  readonly file: string;
  readonly network: string;
  readonly settings: Readonly<Record<string, string>>;
  /** `any` where the reference runs independent branches in another order. */
  readonly order?: "any";
}

const folder = new URL("../oracles/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const index: readonly Entry[] = read("index.json");

describe.each(index)("$file", ({ file, network, settings, order }) => {
  const { resolutions }: Oracle = read(file);
  it.each(Object.keys(resolutions))("at %s", (size) => {
    const truth = resolutions[size];
    // `1025x2049` is wider than high. Networks here are square: their layers are compared by output column, all of which cost the same.
    const [res = "", columns] = size.split("x");
    const cost = costed(elaborateZoo(network, { ...settings, res }));
    if (columns === undefined) expect(number(cost.totals.macs)).toBe(truth?.macs);
    expect(number(cost.totals.params)).toBe(truth?.params);
    if (truth?.peak !== undefined) {
      const { peakActivationBytes, peakActivationBytesUnfused } = cost.totals;
      expect([number(peakActivationBytes) / 4, number(peakActivationBytesUnfused) / 4]).toEqual(truth.peak);
    }
    const keras = file.startsWith("keras_");
    const rows = cost.layers.filter((each) => ["convolution", "linear"].includes(each.layer.operator.family)).map(row);
    // Keras pads strided layers by a layer of its own and spells a last linear layer as a 1x1 convolution, so there inputs are compared
    // by channels only and outputs without their extents of 1.
    const comparable = (each: readonly unknown[]) => {
      if (columns !== undefined) return column(each);
      return keras ? [listed(each[0])[0], listed(each[1]).filter((dim) => dim !== 1), ...each.slice(2)] : each;
    };
    const layers = truth?.layers ?? [];
    const found = rows.map((each, at) => (layers[at]?.[2] === null ? each.toSpliced(2, 1, null) : each));
    const inOrder = (each: readonly (readonly unknown[])[]) =>
      order === "any" ? each.map((layer) => JSON.stringify(layer)).sort() : each;
    expect(inOrder(found.map(comparable))).toEqual(inOrder(layers.map(comparable)));
  });
});

function column(each: readonly unknown[]): readonly unknown[] {
  const [from, to] = [listed(each[0]), listed(each[1])];
  return [from.slice(0, 2), to.slice(0, 2), ...each.slice(2, 6), Number(each[6]) / Number(to[2])];
}

const listed = (shape: unknown): readonly unknown[] => (Array.isArray(shape) ? shape : []);

function row({ layer, inputs, outputs, params, macs }: LayerCost): readonly unknown[] {
  const geometry = layer.operator.geometry?.(inputs, layer.attributes);
  const pair = (values: readonly Expr[] | undefined) => (values ?? [one, one]).map(number);
  const groups = number(geometry?.groups ?? one);
  return [
    dims(inputs[0]),
    dims(outputs[0]),
    pair(geometry?.kernel),
    pair(geometry?.stride),
    groups,
    number(params),
    number(macs),
  ];
}

function dims(shape: Shape | undefined): readonly number[] {
  return (shape?.dims ?? []).map(number);
}

function number(value: Expr): number {
  const known = asInteger(value);
  if (known === undefined) throw new Error("a concrete cost is no integer");
  return Number(known);
}
