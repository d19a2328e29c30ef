import { expressionTrees, moduleTrees } from "ridge:trees";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseExpression } from "../../grammar/index.ts";
import * as parser from "../../grammar/parser.ts";
import { restoreTree, storeTree } from "../../grammar/stored-tree.ts";
import { loadShipped, zooEntries, zooSource } from "../../src/shipped/index.ts";
import { samples } from "./samples.ts";

const standard = ["std/detection", "std/mobile", "std/segmentation"].map(loadShipped);
const networks = [...zooEntries().values()];
const shipped = [
  ...new Set(networks.map(zooSource)),
  ...standard.flatMap((each) => (each?.kind === "module" ? [each.source] : [])),
];
const settings = [...new Set(networks.flatMap((each) => Object.values(each.bind)))];

describe("texts known without the parser", () => {
  it("are all shipped files and all settings of shipped networks", () => {
    expect(shipped.filter((each) => !moduleTrees.has(each.text)).map((each) => each.name)).toEqual([]);
    expect(settings.filter((each) => !expressionTrees.has(each))).toEqual([]);
    expect(shipped.length).toBeGreaterThan(9);
    expect(standard.map((each) => each?.kind)).toEqual(["module", "module", "module"]);
    expect(settings.length).toBeGreaterThan(3);
  });

  it.each(shipped.map((each) => [each.name, each] as const))("%s has the tree that the parser builds", (_, source) => {
    expect(parse(source)).toStrictEqual(parser.parse(source));
  });

  it.each(settings)("the setting %s has the tree that the parser builds", (text) => {
    const source = { name: "argument x", text };
    expect(parseExpression(source)).toStrictEqual(parser.parseExpression(source));
  });

  it("gives spans in the source at hand, whatever its name", () => {
    const source = { name: "copy.arch", text: shipped[0]?.text ?? "" };
    expect(parse(source).value?.declarations[0]?.span.source).toBe(source);
  });
});

describe("a number alone", () => {
  const digits = fc.stringMatching(/^[0-9]{1,45}$/);
  const text = fc.oneof(
    digits,
    fc.tuple(digits, digits).map((parts) => parts.join(".")),
    fc.stringMatching(/^ ?-?[0-9]{1,3}\.?[0-9]{0,3}(e[0-9])?[k%x]? ?$/),
  );

  it("reads as the parser reads it, with its faults", () => {
    fc.assert(
      fc.property(text, (each) => {
        const source = { name: "argument x", text: each };
        expect(parseExpression(source)).toStrictEqual(parser.parseExpression(source));
      }),
    );
  });
});

it("restores what was stored", () => {
  for (const source of samples) {
    const { value } = parser.parse(source);
    expect(restoreTree(storeTree(value), source), source.name).toStrictEqual(value);
  }
});
