import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { peakActivation } from "../../src/cost/index.ts";
import type { LayerGraph } from "../../src/graph/index.ts";
import { asConstant, evaluate } from "../../src/symbolic/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

/** The oracle is the unrolled network: the same text with the count as a number. */
const bodies: readonly (readonly [what: string, body: string, first?: number])[] = [
  [
    "a skip from outside lives to the last turn",
    "input: [8, 6, 6]; let skip = it -> conv(8, 3); skip; repeat n { add(skip) -> conv(64, 3) -> conv(8, 3) }",
  ],
  ["the input is read again in every turn", "input: [8, 6, 6]; repeat n { conv(64, 3); conv(8); add(input) }", 1],
  ["what flows in may be read behind the repeat", "input: [8, 6, 6]; repeat n { conv(32); conv(8) }; add(input)"],
  ["only the turn reads what it carries", "input: [8, 6, 6]; repeat n { conv(32) -> conv(8) }", 1],
  ["in-place operators alone", "input: [8, 6, 6]; conv(8); repeat n { relu; bn }; conv(20)"],
  [
    "a body that goes back to a tensor from outside",
    "input: [8, 6, 6]; let a = it -> conv(8); repeat n { add(a); add(input) }",
    1,
  ],
  [
    "a repeat in a repeat",
    "input: [8, 6, 6]; let a = it -> conv(8); repeat n { let b = it -> conv(8); repeat m { add(b) -> conv(24) -> conv(8) }; add(a) }",
    1,
  ],
  [
    "a repeat under a condition",
    "input: [8, 6, 6]; let a = it -> conv(8); if n > 2 { repeat n { conv(40) -> conv(8); add(a) } } else { add(a) }",
  ],
  [
    "a result that stays to the end",
    "input: [8, 6, 6]; repeat n { conv(32) -> conv(8) }; input -> conv(16) -> conv(40)",
    1,
  ],
  [
    "halves",
    "input: [8, 6, 6]; let a = it -> conv(4); repeat n { let h = it -> split(2); [h[1], h[0] -> add(a)] -> concat }",
    1,
  ],
];
const header = "param n: int in [0, 6] = 2; param m: int in [1, 4] = 2;";

describe("a repeat with a free count", () => {
  it.each(bodies.map(([what, body, first = 0]) => ({ what, body, first })))("$what", ({ body, first }) => {
    const free = graphOf(body, "?", "?");
    expect(free.loops.length).toBeGreaterThan(0);
    const formulas = ["fused", "unfused"] as const;
    for (let n = first; n <= 6; n++) {
      for (let m = 1; m <= (body.includes("repeat m") ? 4 : 1); m++) {
        const concrete = graphOf(body, String(n), String(m));
        const point = new Map([
          ["n", rational(n)],
          ["m", rational(m)],
        ]);
        const found = formulas.map((each) => evaluate(peakActivation(free, each), point));
        const wanted = formulas.map((each) => asConstant(peakActivation(concrete, each)));
        expect([n, m, ...found.map((each) => each?.num)]).toEqual([n, m, ...wanted.map((each) => each?.num)]);
      }
    }
  });

  // fp32: 8x6x6 is 1152 bytes, 64x6x6 is 9216; from the second turn on the skip is alive beside them
  it("prints the peak that holds for every count", () => {
    const graph = graphOf(bodies[0]?.[1] ?? "", "? in [2, 6]", "1");
    expect(asConstant(peakActivation(graph, "fused"))?.num).toBe((1152n + 9216n + 1152n) / 4n);
  });

  // 8x6x6 fp32 is 1152 bytes; `a`, what the turn carries and what it makes
  it("measures a flow that holds one", () => {
    const block = "block f(n: int) { let a = it -> conv(8); repeat n { add(a) -> conv(8) } }";
    const text = `net A { ${header} input: [8, 6, 6]; let kb = peak_memory(tensor([8, 6, 6]) -> f(n)) / 1B; conv(kb) }`;
    const free = elaborateText(`${block}\n${text.replace("1B", "1KB")}`, { n: "? in [2, 6]" });
    expect(free.diagnostics.map((each) => each.code)).toEqual(["shape/not-integer"]);
    expect(free.diagnostics[0]?.message).toContain("432/125");
  });

  it("refuses outputs that every turn would add", () => {
    const { diagnostics } = elaborateText(
      `net A { ${header} input: [8, 6, 6]; repeat n { conv(4); input -> conv(8) } }`,
      {
        n: "?",
      },
    );
    expect(diagnostics.map((each) => each.code)).toEqual(["model/repeat-output"]);
  });
});

function graphOf(body: string, n: string, m: string): LayerGraph {
  const { value, diagnostics } = elaborateText(`net A { ${header} ${body} }`, { n, m });
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value.graph;
}
