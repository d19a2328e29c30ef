import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type PeerRow, peerColumns, peerNetworks, type TotalRow } from "../../scripts/generate-conventions.ts";
import { conventions, explainConvention, type NetworkCost, type Spelling } from "../../src/cost/index.ts";
import { add, asInteger, constant, type Expr, equals, one, substitute, sum } from "../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, zoo } from "../model/elaborate-text.ts";

const oracles = new URL("../oracles/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, oracles), "utf8"));
const peers: readonly PeerRow[] = read("peer_counts.json").rows;
const totals: readonly TotalRow[] = read("peer_totals.json").rows;

/** The course's MobileNetV3: the shipped network, with functions in its squeeze-and-excite branches. */
const respelled: Readonly<Record<string, readonly [network: string, spelling: Spelling]>> = {
  mobilenet_v3_large_seed: ["mobilenet_v3_large", { se: "functional" }],
  mobilenet_v3_small_seed: ["mobilenet_v3_small", { se: "functional" }],
};

const number = (value: Expr): number => {
  const known = asInteger(value);
  if (known === undefined) throw new Error("a concrete cost is no integer");
  return Number(known);
};
const named = (name: string) => {
  const found = conventions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no convention ${name}`);
  return found;
};

describe("the totals that other tools print", () => {
  const shipped = peers.flatMap((row) => {
    const network = respelled[row.model]?.[0] ?? peerNetworks[row.model] ?? row.model;
    const entry = zoo[network];
    return entry === undefined ? [] : [{ row, network, spelling: respelled[row.model]?.[1] ?? entry.spelling ?? {} }];
  });

  describe.each(shipped.map((each) => [each.row.model, each] as const))("%s", (model, { row, network, spelling }) => {
    const elaborated = elaborateZoo(network, { res: "224" });

    it.each([...peerColumns])("as %s", (name, column) => {
      const convention = named(name);
      const macs = row.counts[column];
      const isOwnRow = respelled[model] === undefined;
      if (macs === undefined || macs === null) {
        if (isOwnRow) expect([network, convention.verified.includes(network)]).toEqual([network, false]);
        return;
      }
      const off = (of: "macs" | "params") =>
        convention.differences
          .filter((each) => each.network === network && each.of === of)
          .reduce((total, each) => total + Number(each.difference), 0);
      const cost = costed(elaborated, name, spelling);
      expect(number(cost.totals.macs) - macs).toBe(off("macs"));
      expect(number(cost.totals.params) - (row.paramsOf?.[column] ?? row.params)).toBe(off("params"));
      expect(rowsOf(cost)).toEqual([number(cost.totals.macs), number(cost.totals.params)]);
      if (isOwnRow) expect([network, convention.verified.includes(network)]).toEqual([network, off("macs") === 0]);
    });

    it("by default is the count of the trace", () => {
      expect(number(costed(elaborated).totals.macs)).toBe(row.macs);
    });
  });

  it.each(
    totals.map((row) => [row.convention, row.network, row.settings, row] as const),
  )("%s of %s %o", (name, network, settings, row) => {
    const cost = costed(elaborateZoo(network, { ...settings, res: "224" }), name, zoo[network]?.spelling);
    expect([number(cost.totals.macs), number(cost.totals.params)]).toEqual([row.macs, row.params]);
    expect(named(name).verified).toContain(network);
  });

  it("differ where a difference is stated", () => {
    const stated = conventions.flatMap((each) => each.differences);
    expect(stated.length).toBeGreaterThan(0);
    for (const { difference, reason } of stated) expect([difference === 0n, reason === ""]).toEqual([false, false]);
  });
});

function rowsOf({ layers }: NetworkCost): readonly number[] {
  return [number(sum(layers.map((each) => each.macs))), number(sum(layers.map((each) => each.params)))];
}

describe("an explanation", () => {
  const networks = ["mobilenet_v2", "mobilenet_v3_small", "googlenet", "squeezenet1_1"];
  it.each(conventions.map((each) => [each.name, each] as const))("of %s adds up to its total", (name, convention) => {
    for (const network of networks) {
      const elaborated = elaborateZoo(network);
      const graph = elaborated.value?.graph;
      if (graph === undefined) throw new Error(network);
      const spelling = zoo[network]?.spelling;
      const explained = explainConvention(graph, convention, spelling);
      const { totals: counted } = costed(elaborated, name, spelling);
      for (const of of ["macs", "params"] as const) {
        const { base, terms, total, operators } = explained[of];
        expect(number(add(base.count, sum(terms.map((each) => each.count))))).toBe(number(total));
        expect(number(sum([...operators.values()]))).toBe(number(total));
        expect(number(total)).toBe(number(counted[of]));
        for (const { count, operators: parts } of terms) expect(number(sum([...parts.values()]))).toBe(number(count));
      }
    }
  });

  it.each(conventions.map((each) => each.name))("of %s holds for a free width too", (name) => {
    const spelling = zoo.mobilenet_v1?.spelling;
    const free = costed(elaborateZoo("mobilenet_v1", { alpha: "?" }), name, spelling).totals;
    for (const [alpha, value] of [
      ["0.25", { num: 1n, den: 4n }],
      ["2", { num: 2n, den: 1n }],
    ] as const) {
      const concrete = costed(elaborateZoo("mobilenet_v1", { alpha }), name, spelling).totals;
      const at = (e: Expr) => substitute(e, new Map([["alpha", constant(value)]]));
      expect(equals(at(free.macs), concrete.macs)).toBe(true);
      expect(equals(at(free.params), concrete.params)).toBe(true);
    }
  });
});

describe("our own conventions", () => {
  it("paper counts what has learned weights, and leaves out batch norm only", () => {
    const text =
      "net Main { input: [4, 6, 6]; conv(8) -> bn; tokens -> layernorm -> attention(2); to_image(6, 6) -> conv(2) -> bn }";
    const { macs, params } = costed(elaborateText(text), "paper").totals;
    // conv 36*(4*8 + 8*2); the four projections of attention 36*4*8*8, without q*k and the weighted sum of v
    expect(number(macs)).toBe(36 * 48 + 36 * 4 * 64);
    // conv 48; layer norm 2*8; projections 4*(8*8 + 8)
    expect(number(params)).toBe(48 + 16 + 4 * 72);
    expect(number(costed(elaborateText(text)).totals.macs)).toBe(number(macs) + 2 * 36 * 36 * 8);
  });

  type Traced = readonly [
    input: number[],
    output: number[],
    kernel: number[],
    stride: number[],
    groups: number,
    params: number,
    macs: number,
  ];
  const layers: readonly Traced[] = read("mobilenet_v3_large_w1.json").resolutions["224"].layers;
  const total = (rows: readonly Traced[]) => rows.reduce((count, row) => count + row[6], 0);
  const convolutions = layers.filter((row) => row[1].length === 3);
  const inGates = convolutions.filter((row) => row[1][1] === 1);
  const macs = (name: string) => number(costed(elaborateZoo("mobilenet_v3_large"), name).totals.macs);
  const params = (name: string) => number(costed(elaborateZoo("mobilenet_v3_large"), name).totals.params);

  it("leave out what their names say", () => {
    expect(inGates.length).toBe(16);
    expect(macs("conv-only")).toBe(total(convolutions));
    expect(macs("no-first-conv")).toBe(total(layers.slice(1)));
    expect(macs("no-se")).toBe(total(layers) - total(inGates));
    expect(params("default") - params("no-se")).toBe(inGates.reduce((count, row) => count + row[5], 0));
  });

  it("count the weights alone, and three vectors per batch norm", () => {
    const kernelOf = ([input, output, kernel, , groups]: Traced) =>
      ((input[0] ?? 0) / groups) * (output[0] ?? 0) * (kernel?.reduce((a, b) => a * b, 1) ?? 1);
    const learned = layers.reduce((count, row) => count + row[5], 0);
    const normalised = convolutions
      .filter((row) => row[1][1] !== 1)
      .reduce((count, [, output]) => count + (output[0] ?? 0), 0);
    expect(params("weights")).toBe(layers.reduce((count, row) => count + kernelOf(row), 0));
    expect(params("bn3")).toBe(learned + 3 * normalised);
    expect(params("default")).toBe(learned + 2 * normalised);
  });

  it("count FLOPs as the report does", () => {
    const { totals: counted } = costed(elaborateZoo("mobilenet_v3_large"), "flops");
    expect(equals(counted.macs, counted.flops)).toBe(true);
    expect(macs("flops")).toBeGreaterThan(2 * macs("default"));
  });

  it("leave the bytes of the weights alone", () => {
    const bytes = (name: string) => number(costed(elaborateZoo("mobilenet_v2"), name).totals.weightBytes);
    for (const { name } of conventions) expect([name, bytes(name)]).toEqual([name, 4 * 3504872]);
  });
});

describe("rules that depend on a layer's place", () => {
  // A folded batch norm leaves one shift per channel, or none behind a bias: 3*4 + 4 weights and biases either way.
  it.each([
    ["conv(4) -> bn", 12 + 4],
    ["conv(4, bias=true) -> bn", 12 + 4],
    ["conv(4, bias=true)", 12 + 4],
    ["bn -> conv(4)", 12 + 3],
  ])("%s has %i folded parameters", (body, params) => {
    const { totals: counted } = costed(elaborateText(`net A { input: [3, 8, 8]; ${body} }`), "onnx-folded");
    expect(number(counted.params)).toBe(params);
  });

  // ptflops: 3*8*8 input elements per hook and per patched function, at both poolings; [3, 4, 4] for the second.
  it.each<[spelling: Spelling, macs: number]>([
    [{}, 2 * 192 + 2 * 48],
    [{ maxpool: "functional" }, 192 + 48],
    [{ "maxpool@head": "functional" }, 2 * 192 + 48],
    [{ maxpool: "functional", "maxpool@head": "module" }, 192 + 2 * 48],
    [{ "maxpool@head.maxpool": "functional" }, 2 * 192 + 48],
    [{ "maxpool@he": "functional" }, 2 * 192 + 2 * 48],
  ])("spelling %o gives %i", (spelling, macs) => {
    const text = "net A { input: [3, 8, 8]; maxpool(2); head: maxpool(2) -> id }";
    expect(number(costed(elaborateText(text), "ptflops", spelling).totals.macs)).toBe(macs);
  });
});

describe("spellings of shipped networks", () => {
  const spelled = Object.entries(zoo).flatMap(([name, entry]) =>
    Object.keys(entry.spelling ?? {}).map((key) => [name, key] as const),
  );
  it.each(spelled)("%s: `%s` holds for a layer", (name, key) => {
    const layers = elaborateZoo(name).value?.graph.layers ?? [];
    const [operator, path] = key.split("@");
    const held = layers.filter(
      (layer) =>
        layer.operator.name === (operator === "se" ? "mul" : operator) &&
        (path === undefined || layer.name === path || layer.name.startsWith(`${path}.`)),
    );
    expect(held.length).toBeGreaterThan(0);
  });
});

describe("measures", () => {
  // MobileNetV2 at 224: 320,300,008 as ptflops prints it for torchvision's model, whose last pooling is a function.
  it.each([
    ["as=ptflops", 320300008],
    ['as="ptflops"', 320300008],
    ['as="ptflops-aten"', 300775272],
  ])("take a convention with %s and the network's spelling", (as, macs) => {
    const text = `import MobileNetV2 from "zoo:mobilenet_v2"
      net A { input: [1, 1, 1]; conv(macs(MobileNetV2, ${as}) - ${macs - 1}) }`;
    const { totals: counted } = costed(elaborateText(text));
    expect(equals(counted.macs, one)).toBe(true);
  });
});
