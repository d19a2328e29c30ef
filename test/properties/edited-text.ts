import fc from "fast-check";

/** How a text is changed. The last three keep most texts readable, so that the edit is met by a later phase. */
const kinds = [
  "delete",
  "duplicate",
  "swap",
  "bytes",
  "truncate",
  "delete-line",
  "duplicate-line",
  "name",
  "name",
  "number",
  "number",
  "statement",
  "statement",
] as const;

/** One change to a text. Places are fractions of the number of tokens, lines or characters, so that they fit any text. */
interface Edit {
  readonly kind: (typeof kinds)[number];
  readonly at: number;
  readonly other: number;
  readonly text: string;
}

/** Words, numbers, signs and single characters with the spaces behind them; joined they are the text. */
function partsOf(text: string): string[] {
  return text.match(/(?:#[^\n]*|"[^"\n]*"|[\p{L}_][\p{L}\d_]*|\d+(?:\.\d+)?|->|\.\.|[=~!<>]=|\s|[^\s])[ \t]*/gu) ?? [];
}

const numbers = [
  "0",
  "-1",
  "1",
  "2",
  "3",
  "7",
  "1/2",
  "1/3",
  "0.999",
  "1e9",
  "2147483647",
  "2147483648",
  "9999999999999999999999999999999999999999",
  "1e-30",
  "inf",
  "5%",
  "3ms",
  "4MiB",
  "(1/0)",
  "2^64",
  "it.C",
  "alpha",
  "res",
];
const statements = [
  "if alpha < 1 { relu } else { conv(8) }",
  "if res > 200 { conv(it.C) }",
  "let y = if alpha < 1 { 1 } else { 2 }; conv(y)",
  "repeat res { relu }",
  "repeat 3 as i { conv(i*alpha) }",
  "repeat 1e9 { id }",
  "for i in 1 .. res { relu }",
  "for i in 1 .. 4 { for j in [i, 2] { conv(8*i*j) } }",
  "[it, it] -> concat",
  "[it, input] -> add",
  "split(2)",
  "let a = it -> split(4); a[1]",
  "flatten",
  "flatten -> linear(7) -> linear(10)",
  "unfold(2) -> attention(4) -> fold(2)",
  "unfold(7)",
  "window_attention(3, 7, shift=1)",
  "shuffle(3)",
  "conv(8, 3, pad=tf)",
  "conv(8*alpha, 3, s=res)",
  "conv(it.C, 5, pad=[1, 2, 3, 4])",
  "conv(it.C, [3, 1], g=it.C, d=[2, 1])",
  "conv(it.C + 1/2)",
  "conv(it.C, w=int4)",
  "conv(8, 3, s=0)",
  "conv(-3)",
  "conv(res^2)",
  "conv(2^31)",
  "conv(floor(res/3) + ceil(alpha))",
  "conv(round(it.C*sqrt(alpha)))",
  "conv(choose {3, 5}, choose {1, 3})",
  "conv(max(1, it.C - res))",
  "conv(macs(it))",
  "conv(macs(conv(3)) / params(it -> conv(3)))",
  "conv(layers(it -> conv(3)))",
  "conv(log2(alpha))",
  "maxpool(3, s=2, ceil=true)",
  "avgpool(res, count_pad=false)",
  "adaptive_avgpool(7, res)",
  "upsample(res)",
  "space_to_depth(2)",
  "depth_to_space(2)",
  "weight([it.C, 1, 1]) -> mul(it)",
  "mul(it -> gap -> conv(it.C) -> sigmoid)",
  "add(input)",
  "tap y; conv(y.C) -> add(y)",
  "let y = it",
  "let f = conv(3) -> relu; f -> f",
  "let f = it -> conv(3)",
  "it -> it",
  "input -> conv(3)",
  "stem",
  "stem: relu",
  "param extra: int in {1, 2, 3} = 2; conv(extra)",
  "param extra: int in [1, inf) step 7 = 3",
  "param extra: block in {relu, gelu} = relu; extra",
  "table more { a | b; 1 | 2; alpha | res }; for r in more { conv(r.a*8) }",
  "input: [3, res, res]",
  "input: [res*res]",
  "true",
  "3",
  '"text"',
  "gap",
  "dropout(1/0)",
  "}\nblock b(n: int = 3, f: block = relu) { f -> b(n=n-1) }\nnet More { input: [3, 8, 8]; b(3)",
  "}\nfn f(x: real): int { x + f(x) }\nnet More { input: [3, 8, 8]; conv(f(2))",
  "}\nnet More { input: [3, 8, 8]; conv(3) }\nnet Again { input: [3, 8, 8]; More",
];

/** Spread evenly over [0, 1): doubles of fast-check crowd at zero. */
const fraction = fc.nat({ max: 2 ** 30 - 1 }).map((part) => part / 2 ** 30);

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...kinds),
  at: fraction,
  other: fraction,
  text: fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
});

/** One to four edits, few more often than many. */
export const edits: fc.Arbitrary<readonly Edit[]> = fc.oneof(
  fc.array(edit, { minLength: 1, maxLength: 1 }),
  fc.array(edit, { minLength: 1, maxLength: 3 }),
);

/** The text with the edits made one after another. */
export function edited(text: string, list: readonly Edit[]): string {
  return list.reduce(editedOnce, text);
}

function editedOnce(text: string, { kind, at, other, text: bytes }: Edit): string {
  const parts = partsOf(text);
  if (parts.length === 0) return bytes;
  const [index, second] = [at, other].map((each) => Math.floor(each * parts.length)) as [number, number];
  const [part = "", twin = ""] = [parts[index], parts[second]];
  switch (kind) {
    case "delete":
      return parts.toSpliced(index, 1).join("");
    case "duplicate":
      return parts.toSpliced(index, 0, part).join("");
    case "swap":
      return parts.with(index, twin).with(second, part).join("");
    case "bytes":
      return parts.toSpliced(index, 0, bytes).join("");
    case "truncate":
      return text.slice(0, Math.floor(at * text.length));
    case "name":
      return replaceOne(
        parts,
        /^[\p{L}_]/u,
        at,
        chosen(
          parts.filter((each) => /^[\p{L}_]/u.test(each)),
          other,
        ),
      );
    case "number":
      return replaceOne(parts, /^\d/, at, chosen(numbers, other));
    case "statement":
      return editedLine(text, at, (line) => [line, chosen(statements, other)]);
    case "delete-line":
      return editedLine(text, at, () => []);
    case "duplicate-line":
      return editedLine(text, at, (line) => [line, line]);
  }
}

function chosen(list: readonly string[], place: number): string {
  return list[Math.floor(place * list.length)] ?? "";
}

function editedLine(text: string, at: number, change: (line: string) => readonly string[]): string {
  const lines = text.split("\n");
  const index = Math.floor(at * lines.length);
  return lines.toSpliced(index, 1, ...change(lines[index] ?? "")).join("\n");
}

/** Puts `text` in the place of one of the parts that match; its spaces stay. */
function replaceOne(parts: readonly string[], pattern: RegExp, at: number, text: string): string {
  const places = parts.flatMap((part, index) => (pattern.test(part) ? [index] : []));
  const place = places[Math.floor(at * places.length)];
  return place === undefined ? parts.join("") : parts.with(place, `${text.trimEnd()} `).join("");
}
