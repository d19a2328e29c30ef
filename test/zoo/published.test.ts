import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { asInteger, type Expr } from "../../src/symbolic/index.ts";
import { costed, elaborateZoo, zoo } from "../model/elaborate-text.ts";

const number = (value: Expr): number => Number(asInteger(value));

interface Printed {
  readonly network: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly macs?: string;
  readonly params?: string;
  readonly without_classifier?: boolean;
  /** The convention that the source counts by, where it is not the default. */
  readonly as?: string;
}

interface Exact {
  readonly network: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly macs?: number;
  readonly params?: number;
}

const folder = new URL("../oracles/", import.meta.url);
const published: { readonly printed: readonly Printed[]; readonly exact: readonly Exact[] } = JSON.parse(
  readFileSync(new URL("published.json", folder), "utf8"),
);

describe("published figures", () => {
  it.each(published.exact)("$network $settings", ({ network, settings, macs, params }) => {
    const { totals } = costed(elaborateZoo(network, settings));
    if (macs !== undefined) expect(number(totals.macs)).toBe(macs);
    if (params !== undefined) expect(number(totals.params)).toBe(params);
  });
  it.each(published.printed)("$network $settings, to the printed digits", (entry) => {
    const cost = costed(elaborateZoo(entry.network, entry.settings), entry.as, zoo[entry.network]?.spelling);
    const classifier = cost.layers.findLast((each) => each.layer.operator.name === "linear");
    const left = entry.without_classifier === true ? classifier : undefined;
    const without = (key: "macs" | "params") => number(cost.totals[key]) - (left === undefined ? 0 : number(left[key]));
    if (entry.macs !== undefined) expect(asPrinted(without("macs"), entry.macs)).toBe(entry.macs);
    if (entry.params !== undefined) expect(asPrinted(without("params"), entry.params)).toBe(entry.params);
  });

  const rows = readFileSync(new URL("torchvision_metadata.csv", folder), "utf8").trim().split("\n").slice(1);
  it.each(rows)("torchvision: %s", (line) => {
    const [model = "", params, gmacs = "", res = ""] = line.split(",");
    const [network, settings] = asZoo(model);
    const executed = costed(elaborateZoo(network, { ...settings, ...headsOf(network), res })).totals;
    expect((number(executed.macs) / 1e9).toFixed(3)).toBe(Number(gmacs).toFixed(3));
    // Inception's parameters are published with its auxiliary head, GoogLeNet's without.
    const counted = network === "inception_v3" ? costed(elaborateZoo(network, { res, aux: "true" })).totals : executed;
    expect(number(counted.params)).toBe(Number(params));
  });
});

/** Segmentation networks are published with their auxiliary heads, which torchvision executes at inference too. */
const headsOf = (network: string): Readonly<Record<string, string>> =>
  /^(deeplabv3|fcn)_/.test(network) ? { aux: "true" } : {};

/** torchvision has a name per width where the zoo has a parameter, and a resolution in the name of a detector. */
function asZoo(model: string): readonly [string, Readonly<Record<string, string>>] {
  if (model.startsWith("ssdlite320_")) return [model.replace("ssdlite320_", "ssdlite_"), {}];
  const [, family, width] = /^(mnasnet|shufflenet_v2_x)(\d_\d+)$/.exec(model) ?? [];
  if (width === undefined) return [model, {}];
  return [family === "mnasnet" ? "mnasnet_b1" : "shufflenet_v2", { alpha: width.replace("_", ".") }];
}

/** `38M`, `4.652M`, `0.385G`: the number with as many digits as the text has. */
function asPrinted(value: number, text: string): string {
  const unit = text.slice(-1);
  const digits = text.includes(".") ? text.length - text.indexOf(".") - 2 : 0;
  return `${(value / (unit === "G" ? 1e9 : 1e6)).toFixed(digits)}${unit}`;
}
