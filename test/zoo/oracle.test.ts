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
}

const folder = new URL("../oracles/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const index: readonly Entry[] = read("index.json");

describe.each(index)("$file", ({ file, network, settings }) => {
  const { resolutions }: Oracle = read(file);
  it.each(Object.keys(resolutions))("at %s", (res) => {
    const truth = resolutions[res];
    const cost = costed(elaborateZoo(network, { ...settings, res }));
    expect(number(cost.totals.macs)).toBe(truth?.macs);
    expect(number(cost.totals.params)).toBe(truth?.params);
    if (truth?.peak !== undefined) {
      const { peakActivationBytes, peakActivationBytesUnfused } = cost.totals;
      expect([number(peakActivationBytes) / 4, number(peakActivationBytesUnfused) / 4]).toEqual(truth.peak);
    }
    const keras = file.startsWith("keras_");
    const rows = cost.layers.filter((each) => ["convolution", "linear"].includes(each.layer.operator.family)).map(row);
    // Keras pads strided layers by a layer of its own and spells a last linear layer as a 1x1 convolution, so there inputs are compared
    // by channels only and outputs without their extents of 1.
    const comparable = (each: readonly unknown[]) =>
      keras ? [listed(each[0])[0], listed(each[1]).filter((dim) => dim !== 1), ...each.slice(2)] : each;
    const layers = truth?.layers ?? [];
    const found = rows.map((each, at) => (layers[at]?.[2] === null ? each.toSpliced(2, 1, null) : each));
    expect(found.map(comparable)).toEqual(layers.map(comparable));
  });
});

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
