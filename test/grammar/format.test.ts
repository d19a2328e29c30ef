import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format, parse } from "../../grammar/index.ts";
import { samples } from "./samples.ts";
import { treeText } from "./tree-text.ts";

function formatted(text: string): string {
  const { value, diagnostics } = format({ name: "t", text });
  if (value === undefined) throw new Error(`${diagnostics[0]?.code} ${diagnostics[0]?.message}\n${text}`);
  return value;
}

function comments(text: string): string[] {
  // Texts of these tests hold no `#` in quotes.
  return [...text.matchAll(/#.*$/gm)].map((match) => match[0].trimEnd());
}

function expectLaws(text: string): void {
  const once = formatted(text);
  expect(treeText(parse({ name: "t", text: once }).value), once).toBe(treeText(parse({ name: "t", text }).value));
  expect(formatted(once)).toBe(once);
  expect(comments(once)).toEqual(comments(text));
  expect(once).not.toMatch(/[ \t]\n|\n\n\n|^\n|\t/);
}

describe("format keeps the tree, is idempotent and keeps comments", () => {
  it.each(samples.map((source) => [source.name, source.text]))("%s", (_, text) => expectLaws(text));

  // A gap is where a line may break inside a statement; the last ones hold comments.
  const gap = fc.constantFrom(" ", " ", " ", "\n", "  \n\n   ", " # one\n", "\n # two\n # three\n", "\t");
  const space = fc.constantFrom("", " ", "  ");
  const name = fc.constantFrom("a", "b", "conv", "it.C", "α", "宽度", "r.step", "input", "x[1]");
  const number = fc.constantFrom("1", "2.5", "6M", "20%", "inf", "2e9");
  const joined = (parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(""));

  const { statement } = fc.letrec<{
    expression: string;
    sum: string;
    statement: string;
    body: string;
    argument: string;
  }>((tie) => ({
    sum: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      name,
      number,
      joined([fc.constant("("), gap, tie("expression"), gap, fc.constant(")")]),
      joined([fc.constant("-"), space, name]),
      joined([name, space, fc.constantFrom("*", "/", "^", "·"), gap, fc.constantFrom("", "-"), name]),
      joined([tie("sum"), space, fc.constantFrom("+", "-", "*", "/"), gap, tie("sum")]),
      joined([
        fc.constant("conv("),
        gap,
        tie("argument"),
        space,
        fc.constant(","),
        gap,
        tie("argument"),
        gap,
        fc.constant(")"),
      ]),
      joined([fc.constant("["), gap, tie("expression"), gap, fc.constant("]")]),
      joined([fc.constant("choose {"), gap, tie("sum"), fc.constant(","), gap, tie("sum"), gap, fc.constant("}")]),
      joined([
        fc.constant("if "),
        name,
        fc.constantFrom(" == ", "<"),
        number,
        tie("body"),
        gap,
        fc.constant(" else"),
        tie("body"),
      ]),
    ),
    argument: fc.oneof(
      tie("expression"),
      joined([fc.constantFrom("s", "in", "as"), space, fc.constant("="), gap, tie("expression")]),
    ),
    expression: fc.oneof(
      { depthSize: "small" },
      tie("sum"),
      joined([tie("sum"), gap, fc.constant(" -> "), gap, tie("sum")]),
      joined([tie("sum"), fc.constantFrom(" or ", " and "), gap, fc.constant("not "), tie("sum")]),
      joined([
        tie("sum"),
        space,
        fc.constantFrom("==", "~=", "≤"),
        gap,
        tie("sum"),
        fc.constantFrom("", " within 3", "\n within 3%"),
      ]),
    ),
    body: joined([
      fc.constant(" {"),
      gap,
      fc.oneof(
        tie("expression"),
        joined([tie("statement"), fc.constantFrom("\n", ";", "\n\n\n", " # four\n"), tie("statement")]),
      ),
      gap,
      fc.constant("}"),
    ]),
    statement: fc.oneof(
      { depthSize: "small" },
      tie("expression"),
      joined([fc.constantFrom("let v = ", "stem: ", "input: ", "param p: int in [1, inf) = "), gap, tie("expression")]),
      joined([fc.constantFrom("repeat ", "for i in 1 .. "), tie("sum"), tie("body")]),
      fc.constantFrom("tap t", "param x: real in (0, 1.4]", "table t { a | step ; 1|2\n30 | -4 # five\n# six\n}"),
      joined([
        fc.constant("table t {"),
        gap,
        fc.constant("a|b\n"),
        tie("sum"),
        fc.constant(" |"),
        gap,
        tie("sum"),
        fc.constantFrom(" # seven\n", "\n", ";"),
        tie("sum"),
        fc.constant("|宽 }"),
      ]),
    ),
  }));

  it("random texts", () => {
    const text = fc
      .tuple(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("\n", "\n\n# eight\n\n\n", " # nine\n"),
        gap,
      )
      .map(
        ([lines, separator, first]) =>
          `net N {${first}${lines.join(separator)}\n}${separator}block b(n: int) { relu }\n# end`,
      );
    let read = 0;
    fc.assert(
      fc.property(text, (each) => {
        // Some breaks end the statement where it may not end; those texts are no part of the law.
        fc.pre(parse({ name: "t", text: each }).diagnostics.length === 0);
        read++;
        expectLaws(each);
      }),
      { numRuns: 400 },
    );
    expect(read).toBeGreaterThan(100);
  });
});

describe("the layout", () => {
  it.each([
    ["net  N{conv( 3 ,s = 2 )->relu}", "net N { conv(3, s=2) -> relu }\n", "spaces"],
    [
      "net N {\nconv(3);relu\n\n\n\ngap }",
      "net N {\n  conv(3)\n  relu\n\n  gap\n}\n",
      "one statement per line, one empty line at most",
    ],
    ["net N {\n\n  relu\n\n}", "net N {\n  relu\n}\n", "no empty lines at the ends of a body"],
    [
      "net N { conv(3) # c\nrelu# d\n}",
      "net N {\n  conv(3)  # c\n  relu     # d\n}\n",
      "comments of adjacent lines are aligned",
    ],
    ["net N {\na ->\nb\n->c\n}", "net N {\n  a ->\n    b\n    -> c\n}\n", "the author's breaks in a flow stay"],
    ["net N {\nf(a,\nb,\nc\n)\n}", "net N {\n  f(a,\n    b,\n    c\n  )\n}\n", "the author's breaks in brackets stay"],
    ["net N { if a { b }\nelse { c } }", "net N {\n  if a { b } else { c }\n}\n", "else follows its brace"],
    [
      "net N { if a {\nb } else { c } }",
      "net N {\n  if a {\n    b\n  } else { c }\n}\n",
      "a broken body is laid out, an unbroken one stays",
    ],
    ["net N { }", "net N {}\n", "an empty body"],
    [
      "table t { a|b;1|x;-20|yy }",
      "table t {\n    a | b\n    1 | x\n  -20 | yy\n}\n",
      "numbers to the right, words to the left",
    ],
    [
      "table t {\na|宽度\n1|2 # c\n\n# d\n3|4\n}",
      "table t {\n  a | 宽度\n  1 |    2  # c\n\n  # d\n  3 |    4\n}\n",
      "wide characters and comments in tables",
    ],
    [
      "fn f(a:int=3,b):int{a*b+a^-2-(-b)*2/g(a)}",
      "fn f(a: int = 3, b): int { a*b + a^-2 - (-b) * 2 / g(a) }\n",
      "products are tight unless they hold calls or groups",
    ],
    [
      "space s { vary a in{1,2} ; vary b in[1,2)step 3 }",
      "space s {\n  vary a in {1, 2}\n  vary b in [1, 2) step 3\n}\n",
      "domains",
    ],
    [
      "net N { f(s=if a{1}else{2},t=-1,u=a+b,v=[1,2]) }",
      "net N { f(s = if a { 1 } else { 2 }, t=-1, u = a + b, v=[1, 2]) }\n",
      "long arguments get spaces round =",
    ],
    ["", "", "nothing"],
    ["# only\n\n\n# comments", "# only\n\n# comments\n", "comments alone"],
    ["\ufeff# bom\r\nnet N {\r\n\tgap\r\n}\r\n", "# bom\nnet N {\n  gap\n}\n", "line ends, tabs, byte order mark"],
    ["net N {\n# first\ngap\n# last\n}", "net N {\n  # first\n  gap\n  # last\n}\n", "comments on lines of their own"],
    ["net N {\nf(a, # why\nb)\n}", "net N {\n  f(a,  # why\n    b)\n}\n", "comments inside brackets"],
  ])("%j gives %j: %s", (text, expected) => {
    expect(formatted(text)).toBe(expected);
    expectLaws(text);
  });

  it("has no value for a wrong text", () => {
    const { value, diagnostics } = format({ name: "t", text: "net N {" });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual(["syntax/unclosed"]);
  });
});
