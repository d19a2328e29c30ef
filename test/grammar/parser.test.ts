import { describe, expect, it } from "vitest";
import { ArchParser } from "../../grammar/declaration-rules.ts";
import {
  type Expression,
  type Module,
  parse,
  parseDomainType,
  parseExpression,
  parseForall,
} from "../../grammar/index.ts";
import { walk } from "../../grammar/walk.ts";
import { hasErrors, type Span, spanText } from "../../src/core/index.ts";
import { samples } from "./samples.ts";
import { treeText } from "./tree-text.ts";

type Node = Module | Expression | { readonly kind: "row"; readonly span: Span };

describe("the grammar", () => {
  it("passes Chevrotain's validation: no ambiguity at LL(2), no left recursion, no name twice", () => {
    expect(() => new ArchParser(false)).not.toThrow();
  });

  it.each(samples.map((source) => [source.name, source] as const))("reads %s without a diagnostic", (_, source) => {
    const { value, diagnostics } = parse(source);
    expect(diagnostics).toEqual([]);
    expect(value?.declarations.length).toBeGreaterThan(1);
  });

  it("knows how many parts the samples have", () => {
    const count = (name: string, kind: string) => {
      let found = 0;
      const sample = samples.find((each) => each.name === name);
      const tree = sample === undefined ? undefined : parse(sample).value;
      if (tree !== undefined) walk<Node>(tree, (node) => (found += node.kind === kind ? 1 : 0));
      return found;
    };
    expect(count("mobilenet_v3.arch", "row")).toBe(26); // 15 rows of Large, 11 of Small, as in the paper's tables 1 and 2
    expect(count("mobilenet_v2.arch", "row")).toBe(7);
    expect(count("ssdlite.arch", "let")).toBe(5);
  });

  it("gives every node the text it was read from", () => {
    for (const source of samples) {
      const tree = parse(source).value;
      if (tree === undefined) throw new Error(source.name);
      walk<Node>(tree, (node) => {
        const text = spanText(node.span);
        if (node.kind === "identifier") expect(text).toBe(node.name);
        expect(text).toBe(node.kind === "module" ? source.text : text.trim());
        for (const value of Object.values(node)) {
          const children = Array.isArray(value) ? value : [value];
          for (const child of children) {
            if (typeof child !== "object" || child === null || !("span" in child)) continue;
            expect(child.span.start).toBeGreaterThanOrEqual(node.span.start);
            expect(child.span.end).toBeLessThanOrEqual(node.span.end);
          }
        }
      });
    }
  });

  it("reads sub-expressions the same alone and in place", () => {
    for (const source of samples) {
      const tree = parse(source).value;
      if (tree === undefined) throw new Error(source.name);
      walk<Node>(tree, (node) => {
        if (node.kind !== "call" && node.kind !== "sum" && node.kind !== "flow" && node.kind !== "comparison") return;
        const alone = parseExpression({ name: "part", text: spanText(node.span) });
        expect(treeText(alone.value)).toBe(treeText(node));
      });
    }
  });
});

describe("texts of the command line", () => {
  it("reads an expression", () => {
    const { value, diagnostics } = parseExpression({ name: "argument", text: " 1/N + 1/Dk^2 \n" });
    expect(diagnostics).toEqual([]);
    expect(value?.kind).toBe("sum");
  });

  it("reads a type with its domain", () => {
    const { value } = parseDomainType({ name: "argument", text: "int in [1, inf)" });
    expect(value?.name.name).toBe("int");
    expect(value?.domain).toMatchObject({ kind: "interval-domain", lowClosed: true, highClosed: false });
  });

  it("reads lists of variables", () => {
    const { value, diagnostics } = parseForall({ name: "--forall", text: "M, N: int in [1, inf); x: real" });
    expect(diagnostics).toEqual([]);
    expect(value?.map((each) => `${each.names.map((name) => name.name).join(" ")}: ${each.type.name.name}`)).toEqual([
      "M N: int",
      "x: real",
    ]);
  });

  it.each(["", "1 +", "(1", "1)", "a b", "let x = 3", "f(", "{1}", "1;2"])("%j is no expression", (text) => {
    expect(hasErrors(parseExpression({ name: "argument", text }).diagnostics)).toBe(true);
  });

  it.each(["", "int in", "int in [1", "int in [1, 2", "M: int"])("%j is no type", (text) => {
    expect(hasErrors(parseDomainType({ name: "argument", text }).diagnostics)).toBe(true);
  });

  it.each(["M", "M int", "M:", ": int", "M: int N: int"])("%j is no list of variables", (text) => {
    expect(hasErrors(parseForall({ name: "--forall", text }).diagnostics)).toBe(true);
  });
});

describe("recovery", () => {
  it("goes on behind an error, so that the rest of the tree is there", () => {
    const text = "net A {\n  conv(\n  relu\n}\nnet B { x y ; gap }\nnet C { gap }\n";
    const { value, diagnostics } = parse({ name: "t", text });
    expect(diagnostics.map((each) => each.code)).toEqual(["syntax/unclosed", "syntax/expected"]);
    expect(
      value?.declarations.map((each) =>
        each.kind === "net" ? `${each.name.name} ${each.body.statements.length}` : "",
      ),
    ).toEqual(["A 1", "B 2", "C 1"]);
  });

  it("finds marked places", () => {
    // ~~~ stands around the text that the caret marks.
    const rows: [string, string][] = [
      ["net N { conv(3~~~]~~~ }", "syntax/unclosed"],
      ["net N { a < b ~~~<~~~ c }", "syntax/chained-comparison"],
      ["net N { let ~~~in~~~ }", "syntax/keyword-as-name"],
      ["net N { conv(3~~~Mb~~~) }", "syntax/unknown-suffix"],
      ["net N { ~~~（~~~a) }", "syntax/unknown-character"],
      ["net N { if a ~~~=~~~ b { c } }", "syntax/assign-for-equal"],
      ["import x from ~~~y~~~", "syntax/expected"],
    ];
    for (const [marked, code] of rows) {
      const [before = "", middle = "", after = ""] = marked.split("~~~");
      const { diagnostics } = parse({ name: "t", text: before + middle + after });
      const [first] = diagnostics;
      expect([first?.code, first?.span?.start, first?.span?.end], marked).toEqual([
        code,
        before.length,
        before.length + middle.length,
      ]);
    }
  });
});
