import { describe, expect, it } from "vitest";
import { layerParameters } from "../../../src/exchange/index.ts";
import { executableGraph, execute, givenWeights, seededWeights, single } from "../../../src/exec/index.ts";
import { floats, imported, integers, layersOf, node, rows, type SmallModel, small, throughText } from "./costs.ts";
import { finished } from "./distance.ts";

const inputs = [{ name: "x", dims: [1, 2, 3] }];
const data = Float32Array.of(-2, -1, -0.5, 0.5, 1, 2);

/** The layers of a network of tokens [2, 3], and what it makes of `data`. */
function ran(model: SmallModel): { readonly layers: readonly string[]; readonly values: readonly number[] } {
  const { graph, weights } = imported(small({ inputs, ...model }));
  expect(rows(throughText(graph).graph)).toEqual(rows(graph));
  const { value: executable } = executableGraph(graph);
  if (executable === undefined) throw new Error("not executable");
  const given = [...weights].map(([layer, each]) => {
    expect(each.otherwise).toBeUndefined();
    return [layer, layerParameters(each).value ?? new Map<string, Float32Array>()] as const;
  });
  const [made] = finished(
    execute(executable, {
      precision: single,
      weights: givenWeights(new Map(given), seededWeights(0)),
      inputs: [{ layout: "tokens", dims: [1, 2, 3], data }],
    }),
  );
  return { layers: layersOf(graph), values: [...(made?.data ?? [])] };
}

/** 1 in the upper triangle of [2, 3]. */
const upper = floats("m", [2, 3], [1, 1, 1, 0, 1, 1]);
const condition = node("Greater", "m zero", "k");
const zero = floats("zero", [], 0);

describe("what ONNX says in one word and the language in several", () => {
  it.each([
    ["a mask of scores far below 0", -1e30, ["weight [1, 2, 3]", "add [1, 2, 3]"], [-2, -1, -0.5, -1e30, 1, 2]],
    ["zeros in place of elements", 0, ["weight [1, 2, 3]", "mul [1, 2, 3]"], [-2, -1, -0.5, 0, 1, 2]],
    [
      "another number in place of elements",
      7,
      ["weight [1, 2, 3]", "mul [1, 2, 3]", "weight [1, 2, 3]", "add [1, 2, 3]"],
      [-2, -1, -0.5, 7, 1, 2],
    ],
  ] as const)("Where: %s", (_, fill, layers, wanted) => {
    const made = ran({
      nodes: [condition, node("Where", "k x fill", "y")],
      initializers: [upper, zero, floats("fill", [], fill)],
    });
    expect(made.layers).toEqual(layers);
    expect(made.values).toEqual(wanted.map(Math.fround));
  });

  it("Where: one of two tensors", () => {
    const nodes = [condition, node("Neg", "x", "n"), node("Where", "k n x", "y")];
    expect(ran({ nodes, initializers: [upper, zero] }).values).toEqual([2, 1, 0.5, 0.5, -1, -2]);
  });

  it("a condition that depends on the input has no rule", () => {
    const nodes = [node("Greater", "x zero", "k"), node("Where", "k x zero", "y")];
    expect(() => imported(small({ inputs, nodes, initializers: [zero] }))).toThrow("Greater x1");
  });

  it("Selu and Celu are elu between factors", () => {
    const selu = (x: number) => 1.05070102 * (x > 0 ? x : 1.67326319 * Math.expm1(x));
    const celu = (x: number) => Math.max(0, x) + Math.min(0, 2 * Math.expm1(x / 2));
    const made = [
      ran({ nodes: [node("Selu", "x", "y")] }).values,
      ran({ nodes: [node("Celu", "x", "y", { alpha: { float: 2 } })] }).values,
    ];
    for (const [at, x] of data.entries()) {
      expect(made[0]?.[at]).toBeCloseTo(selu(x), 6);
      expect(made[1]?.[at]).toBeCloseTo(celu(x), 6);
    }
  });
});

describe("elements several times over", () => {
  it.each([
    ["Tile", "x times", [integers("times", [1, 2, 1])], [1, 4, 3], [-2, -1, -0.5, 0.5, 1, 2, -2, -1, -0.5, 0.5, 1, 2]],
    ["Tile", "x times", [integers("times", [1, 1, 2])], [1, 2, 6], [-2, -1, -0.5, -2, -1, -0.5, 0.5, 1, 2, 0.5, 1, 2]],
  ] as const)("%s", (opType, read, initializers, dims, wanted) => {
    const made = ran({
      nodes: [node(opType, read, "r"), node("Relu", "r", "p"), node("Neg", "r", "n"), node("Add", "p n", "y")],
      initializers,
    });
    // relu(x) - x, so that the copies are no output of a concat alone.
    expect(made.values).toEqual(wanted.map((each) => Math.max(0, each) - each));
    expect(made.layers.at(-1)).toContain(`[${dims.join(", ")}]`);
  });

  it("heads that keys share: each stands for two of the queries", () => {
    const made = ran({
      nodes: [
        node("Unsqueeze", "x second", "u"),
        node("Expand", "u shape", "e"),
        node("Reshape", "e flat", "r"),
        node("Neg", "r", "y"),
      ],
      initializers: [integers("second", [2]), integers("shape", [1, 1, 2, 1]), integers("flat", [1, 4, 3])],
    });
    expect(made.values).toEqual([2, 1, 0.5, 2, 1, 0.5, -0.5, -1, -2, -0.5, -1, -2]);
  });

  it("a repetition beyond any heads has no rule", () => {
    const nodes = [node("Tile", "x times", "r"), node("Relu", "r", "y")];
    const initializers = [integers("times", [1, 100, 1])];
    expect(() => imported(small({ inputs, nodes, initializers }))).toThrow("Tile (100 copies of its input) x1");
  });
});

describe("margins of other values", () => {
  const pads = integers("p", [0, 0, 1, 1, 0, 0, 1, 1]);

  it.each([
    ["reflect", "x p", [], "margins are filled by reflect"],
    ["edge", "x p", [], "margins are filled by edge"],
    ["constant", "x p c", [floats("c", [], 0.5)], "margins are 0.5"],
  ] as const)("%s: the costs of a pad of its own, which is not run", (mode, read, more, otherwise) => {
    const { graph, weights } = imported(
      small({
        nodes: [node("Pad", read, "a", { mode: { text: mode } }), node("Conv", "a w", "y")],
        initializers: [pads, floats("w", [4, 3, 3, 3]), ...more],
      }),
    );
    expect(layersOf(graph)).toEqual(["pad [3, 10, 10]", "conv [4, 8, 8]"]);
    expect([...weights.values()].map((each) => each.otherwise)).toEqual([otherwise, undefined]);
  });
});
