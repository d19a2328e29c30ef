import { describe, expect, it } from "vitest";
import { elaborateText, elaborateZoo } from "./elaborate-text.ts";

/** Each case marks the span that must be blamed with `~`: the text between a pair of them. */
const cases: readonly (readonly [code: string, text: string])[] = [
  ["name/unknown", "net A { input: [3, 8, 8]; ~convv~(8) }"],
  ["name/unknown", "net A { input: [3, 8, 8]; conv(~widht~) }"],
  ["name/duplicate", "net A { input: [3, 8, 8]; let a = 1; let ~a~ = 2; conv(a) }"],
  ["name/unknown-field", "net A { input: [3, 8, 8]; conv(it.~D~) }"],
  ["name/unused", "net A { input: [3, 8, 8]; let ~y~ = input -> conv(8); conv(4) }"],
  ["name/unused-block", "net A { input: [3, 8, 8]; let ~y~ = conv(8); conv(4) }"],
  ["name/unused-block", "block f { let ~y~ = conv(8) }\nnet A { input: [3, 8, 8]; f -> relu }"],
  ["name/unused", "net A { input: [3, 8, 8]; let ~l~ = [it -> conv(8), it -> conv(9)]; l[0] }"],
  ["name/unused", "block f(n: int) { conv(n) }\nnet A { input: [3, 8, 8]; let ~l~ = [it -> f(8), it -> f(9)]; l[1] }"],
  ["name/unused", "net A { input: [3, 8, 8]; let y = it -> ~conv(8)~; conv(y.C) }"],
  ["import/missing", 'import x from ~"nowhere.arch"~\nnet A { input: [3, 8, 8]; relu }'],
  ["model/recursion", "block ~f~() { f }\nnet A { input: [3, 8, 8]; f }"],
  ["model/recursion", "fn ~g~(x: int): int { g(x) }\nnet A { input: [3, 8, 8]; conv(g(1)) }"],
  ["model/repeat-count", "net A { input: [3, 8, 8]; repeat ~10^9~ { relu } }"],
  ["model/undecided", "net A { param n: int in [1, 8] = 1; input: [3, 8, 8]; if ~n == 2~ { conv(7) } }"],
  ["model/no-input", "net A { ~conv(8)~ }"],
  ["model/misplaced", "block f() { ~param x: int = 1~; relu }\nnet A { input: [3, 8, 8]; f }"],
  ["table/row-width", "net A { table t { a | b; ~1~ }; input: [3, 8, 8]; relu }"],
  ["type/mismatch", 'net A { input: [3, 8, 8]; conv(~"eight"~) }'],
  ["type/mismatch", "net A { input: [3, 8, 8]; conv(~2KB~) }"],
  ["type/mismatch", "net A { input: [3, 8, 8]; conv(8, ~[3, 3ms]~) }"],
  ["type/mismatch", "net A { param s: int = ~true~; input: [3, 8, 8]; relu }"],
  ["type/unknown", "block f(n: ~integer~) { conv(n) }\nnet A { input: [3, 8, 8]; f(8) }"],
  ["type/mismatch", "net A { input: ~[1, 3, 8, 8]~; relu }"],
  ["type/not-callable", "net A { input: [3, 8, 8]; let n = 4; conv(~n~(2)) }"],
  ["type/no-flow", "net A { input: [3, 8, 8]; ~3~ }"],
  ["type/not-applicable", "net A { input: [3, 8, 8]; relu -> ~3~ }"],
  ["type/unit", "net A { input: [3, 8, 8]; conv(3MB + ~2ms~) }"],
  ["type/exponent", "net A { input: [3, 8, 8]; conv(2^~1000~) }"],
  ["number/division-by-zero", "net A { input: [3, 8, 8]; conv(8/~0~) }"],
  ["number/too-large", "net A { input: [3, 8, 8]; conv(~10^60~) }"],
  ["argument/unknown", "net A { input: [3, 8, 8]; conv(8, ~strid~=2) }"],
  ["argument/missing", "net A { input: [3, 8, 8]; ~conv(k=3)~ }"],
  ["argument/twice", "net A { input: [3, 8, 8]; conv(8, n=~9~) }"],
  ["argument/too-many", "net A { input: [3, 8, 8]; gap(~1~) }"],
  ["argument/missing", "net A { input: [3, 8, 8]; ~add~ }"],
  ["argument/unknown", "net A { input: [3, 8, 8]; tap y; relu; add(~tensor~=y, x=y) }"],
  ["argument/word", 'net A { input: [3, 8, 8]; conv(8, 3, pad=~"valid"~) }'],
  ["argument/word", "net A { input: [3, 8, 8]; upsample(2, mode=~cubic~) }"],
  ["argument/word", "net A { input: [3, 8, 8]; reduce_mean(~h~) }"],
  ["shape/groups", "net A { input: [32, 8, 8]; conv(64, 3, g=~12~) }"],
  ["shape/rank", "net A { input: [32]; ~conv(64)~ }"],
  ["shape/divides", "net A { input: [9, 8, 8]; shuffle(~2~) }"],
  ["shape/divides", "net A { input: [6, 8, 8]; depth_to_space(~2~) }"],
  ["shape/empty-output", "net A { input: [3, 8, 8]; conv(8, ~9~, pad=0) }"],
  ["shape/rank", "net A { input: [8, 6, 6]; let t = it -> unfold(2); [t, t] -> concat(axis=L) -> ~fold(2)~ }"],
  ["shape/rank", "net A { input: [8, 6, 6]; let t = it -> unfold(2); [t, t] -> concat(axis=P) -> ~fold(2)~ }"],
  [
    "shape/rank",
    "net A { input: [8, 8, 4]; let s = it -> unfold(2); let t = tensor([8, 4, 8]) -> unfold(2); [s, t] -> concat -> ~fold(2)~ }",
  ],
  ["shape/pool-pad", "net A { input: [3, 8, 8]; maxpool(2, 2, pad=~3~) }"],
  ["shape/pool-pad", "net A { input: [3, 8, 8]; avgpool([3, 5], 2, pad=~[1, 1, 0, 3]~) }"],
  ["shape/not-integer", "net A { param r: int in {8, ~8.5~} = 8; input: [3, r, r]; relu }"],
  ["domain/empty", "net A { param r: int in ~(8, 9)~ = 8; input: [3, r, r]; relu }"],
  ["shape/mismatch", "net A { input: [3, 8, 8]; conv(8) -> add(~input~) }"],
  ["shape/mismatch", "net A { input: [8, 8, 8]; add(~weight([8, 1, 1])~) }"],
  ["shape/broadcast", "net A { input: [8, 8, 8]; mul(~weight([4, 1, 1])~) }"],
  ["shape/broadcast", "net A { input: [8, 8, 8]; add(~weight([4])~, broadcast=true) }"],
  ["shape/broadcast", "net A { input: [8, 8, 8]; sub(~weight([8, 8])~) }"],
  ["type/mismatch", "net A { input: [8, 8, 8]; div(~2~) }"],
  ["argument/missing", "net A { input: [8, 8, 8]; ~maximum~ }"],
  ["shape/rank", "net A { input: [32]; ~conv_transpose(8, 2)~ }"],
  ["shape/groups", "net A { input: [9, 8, 8]; conv_transpose(8, 2, g=~2~) }"],
  ["shape/groups", "net A { input: [8, 8, 8]; conv_transpose(9, 2, g=~2~) }"],
  ["shape/out-pad", "net A { input: [8, 8, 8]; conv_transpose(8, 2, s=2, out_pad=~2~) }"],
  ["shape/cropped", "net A { input: [8, 1, 1]; conv_transpose(8, 2, pad=~1~) }"],
  ["argument/missing", "net A { input: [8, 8, 8]; ~conv_transpose(8)~ }"],
  ["type/mismatch", "net A { input: [8, 8, 8]; conv_transpose(8, 2, pad=~same~) }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~matmul(weight([8, 8]))~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; tokens -> matmul(~input~) }"],
  ["shape/operand", "net A { input: [8, 8, 8]; tokens -> matmul(~weight([4, 8])~) }"],
  ["shape/operand", "net A { input: [8, 8, 8]; tokens -> matmul(~weight([8, 4])~, transpose=true) }"],
  ["shape/operand", "net A { input: [8, 8, 8]; unfold(2) -> matmul(~weight([3, 8, 4], as=tokens)~) }"],
  ["shape/operand", "net A { input: [8, 8, 8]; let t = it -> tokens; [t, t] -> ~sdpa(2)~ }"],
  ["shape/operand", "net A { input: [8, 8, 8]; let t = it -> tokens; [t, weight([4, 6]), t] -> ~sdpa(2)~ }"],
  ["shape/operand", "net A { input: [8, 8, 8]; let t = it -> tokens; [t, t, weight([4, 8])] -> ~sdpa(2)~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; let t = it -> tokens; [t, it, t] -> ~sdpa(2)~ }"],
  ["shape/divides", "net A { input: [8, 8, 8]; let t = it -> tokens; [t, t, t] -> sdpa(~3~) }"],
  ["shape/divides", "net A { input: [8, 8, 8]; tokens -> attention(~3~) }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~attention(2)~ }"],
  ["shape/operand", "net A { input: [8, 8, 8]; window_attention(2, 4, table=~weight([48, 2])~) }"],
  ["shape/operand", "net A { input: [8, 8, 8]; window_attention(2, 4, table=~weight([98])~) }"],
  ["type/mismatch", "net A { input: [8, 8, 8]; window_attention(2, 4, table=~49~) }"],
  ["argument/twice", "net A { input: [8, 8, 8]; window_attention(2, 4, 0, true, input, table=~input~) }"],
  ["argument/unknown", "net A { input: [8, 8, 8]; window_attention(2, 4, ~tabel~=weight([49, 2])) }"],
  ["shape/rank", "net A { input: [8]; ~lrn~ }"],
  ["shape/divides", "net A { input: [9, 8, 8]; groupnorm(~2~) }"],
  ["shape/rank", "net A { input: [8, 8, 8]; tokens -> ~groupnorm(2)~ }"],
  ["shape/rank", "net A { input: [8]; ~resize(4)~ }"],
  ["shape/rank", "net A { input: [8]; ~pad(1)~ }"],
  ["type/mismatch", "net A { input: [8, 8, 8]; pad(~[1, 2, 3]~) }"],
  ["shape/not-positive", "net A { input: [8, 8, 8]; pad(~[1, -1]~) }"],
  ["shape/slice", "net A { input: [8, 8, 8]; slice(C, 0, ~9~) }"],
  ["shape/slice", "net A { input: [8, 8, 8]; slice(C, 4, ~4~) }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~slice(L, 0, 1)~ }"],
  ["argument/word", "net A { input: [8, 8, 8]; slice(~X~, 0, 1) }"],
  ["shape/reshape", "net A { input: [8, 8, 8]; reshape(~[64, 9]~) }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~reshape([8, 8, 4, 2])~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~transpose~ }"],
  ["shape/rank", "net A { input: [8]; ~tokens~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~to_image(8)~ }"],
  ["shape/operand", "net A { input: [8, 8, 8]; tokens -> ~to_image(8, 7)~ }"],
  ["shape/operand", "net A { input: [8, 8, 8]; unfold(2) -> ~to_image(4)~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~embedding(100, 16)~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; ~reduce_mean(L)~ }"],
  ["shape/rank", "net A { input: [8, 8, 8]; tokens -> ~reduce_max(HW)~ }"],
  ["argument/word", 'net A { input: [8, 8, 8]; reduce_mean(~"WH"~) }'],
  ["shape/rank", "net A { input: [8, 8, 8]; add(~weight([2, 2, 2, 2])~) }"],
  ["shape/not-integer", "net A { input: [3, 8, 8]; conv(~7/2~) }"],
  ["shape/not-positive", "net A { input: [3, 8, 8]; conv(~0~) }"],
  ["shape/too-large", "net A { input: [3, 8, 8]; conv(~2^40~) }"],
  ["domain/empty", "net A { param a: real in ~(2, 1]~ = 1; input: [3, 8, 8]; relu }"],
  ["claim/operator", "net A { input: [3, 8, 8]; if 1 ~~=~ 1 { relu } }"],
];

describe("bad input", () => {
  it.each(cases)("%s: %s", (code, marked) => {
    const { text, start, end } = unmark(marked);
    const free = code === "model/undecided" ? { n: "?" } : {};
    const { value, diagnostics } = elaborateText(text, free);
    expect(value).toBeUndefined();
    const found = diagnostics.map((each) => [each.code, each.span?.start, each.span?.end]);
    expect(found).toContainEqual([code, start, end]);
  });

  it("reports several faults in one run", () => {
    const { diagnostics } = elaborateText("net A { input: [3, 8, 8]\n conv(8, strid=2)\n conv(wdth)\n convv(4) }");
    expect(diagnostics.map((each) => each.code)).toEqual(["argument/unknown", "name/unknown", "name/unknown"]);
  });

  it("does not blame what a fault leaves behind", () => {
    const text = "net A { param r: int in [1, 4] = 5; input: [3, 8, 8]; conv(8, [r, r]) -> pad([0, r, 0, r]) }";
    expect(elaborateText(text).diagnostics.map((each) => each.code)).toEqual(["parameter/outside-domain"]);
    for (const [name, res] of [
      ["vit_b_16", "200"],
      ["mobilevit_s", "16"],
      ["shufflenet_v2", "16"],
    ] as const)
      expect(elaborateZoo(name, { res }).diagnostics.map((each) => each.code)).toEqual(["parameter/outside-domain"]);
  });

  it.each([
    ["alpha", "3", "parameter/outside-domain"],
    ["alpha", "1.5", "parameter/outside-domain"],
    ["alpah", "1", "parameter/unknown"],
    ["alpha", "true", "type/mismatch"],
    ["flag", "?", "parameter/not-free"],
  ])("setting %s=%s gives %s", (name, value, code) => {
    const text = "net A { param alpha: int in [1, 2] = 1; param flag: bool = true; input: [3, 8, 8]; conv(8*alpha) }";
    expect(elaborateText(text, { [name]: value }).diagnostics.map((each) => each.code)).toEqual([code]);
  });

  it("finds an import cycle", () => {
    const files = { "b.arch": 'import y from "test.arch"\nblock x() { relu }', "test.arch": "" };
    const { diagnostics } = elaborateText('import x from "b.arch"\nnet A { input: [3, 8, 8]; x }', {}, files);
    expect(diagnostics.map((each) => each.code)).toContain("import/cycle");
  });

  it("points at the use of a shipped block and keeps the chain", () => {
    const { diagnostics } = elaborateText(
      'import conv_bn from "std/mobile"\nnet A { input: [9, 8, 8]; conv_bn(8, g=2) }',
    );
    expect(diagnostics[0]?.code).toBe("shape/groups");
    expect(diagnostics[0]?.span?.source.name).toBe("test.arch");
    expect(diagnostics[0]?.notes.join(" ")).toContain("conv_bn(8, g=2)");
  });

  it("refuses a net on a tensor of another shape", () => {
    const files = { "b.arch": "net B { input: [3, 16, 16]; relu }" };
    const { diagnostics } = elaborateText('import B from "b.arch"\nnet A { input: [3, 8, 8]; B }', {}, files);
    expect(diagnostics.map((each) => [each.code, each.message])).toEqual([
      ["model/net-input", "`B` wants an input of [3, 16, 16], found [3, 8, 8]"],
    ]);
  });

  it.each([
    ["mul(weight([4, 1, 1]))", "`mul` cannot spread [8, 6, 6] and [4, 1, 1] over each other"],
    ["tokens -> matmul(weight([4, 8]))", "`matmul` needs tokens [1, 8, M] here, found [1, 4, 8]"],
    ["window_attention(2, 4, table=weight([9, 2]))", "`window_attention` needs a table [49, 2] here, found [1, 9, 2]"],
    ["[it, it] -> sdpa(2)", "`sdpa` needs a list [q, k, v] here, found 2 tensors"],
    ["tokens -> to_image(5)", "`to_image` needs tokens [1, 25, 8] here, found [1, 36, 8]"],
    ["reshape([64, 9])", "`reshape` cannot read the 288 elements of [8, 6, 6] as [1, 64, 9], which has 576"],
    ["slice(H, 2, 7)", "`slice` from 2 to 7 is not inside axis H, which has 6"],
    ["reduce_mean(PL)", "`reduce_mean` needs a tensor with axis P, found image [8, 6, 6]"],
    [
      "conv_transpose(4, 2, s=2, out_pad=3)",
      "`out_pad` is 3, which is less than neither the stride 2 nor the dilation 1",
    ],
    ["conv_transpose(4, 1, pad=3)", "`conv_transpose` has no output: `pad` crops all of the 6x6 that it writes"],
  ])("%s: %s", (use, message) => {
    const { diagnostics } = elaborateText(`net A { input: [8, 6, 6]; ${use} }`);
    expect(diagnostics.map((each) => each.message)).toEqual([message]);
  });

  it.each([
    ["attention(2)", "`tokens` reads the pixels of an image as tokens"],
    ["tokens -> conv(4)", "`to_image(h, w)` reads tokens as an image"],
    ["flatten -> conv(4)", undefined],
    ["add", "add(x=...)"],
    ["resize(3, mode=cubic)", "use one of nearest, bilinear"],
  ])("%s: hint %s", (use, hint) => {
    const { diagnostics } = elaborateText(`net A { input: [8, 6, 6]; ${use} }`);
    expect(diagnostics.map((each) => each.hint)).toEqual([hint]);
  });

  it("the second tensor goes by its name, too", () => {
    const layers = (use: string) =>
      elaborateText(`net A { input: [8, 6, 6]; tap y; conv(8); ${use} }`).value?.graph.layers.map(
        (each) => each.inputs,
      );
    expect(layers("add(x=y)")).toEqual(layers("add(y)"));
    expect(layers("add(broadcast=true, x=y)")).toEqual(layers("add(y, true)"));
    expect(layers("add(y)")).toHaveLength(2);
  });

  it("bounds the expansion of nested repeats", () => {
    const { diagnostics } = elaborateText("net A { input: [3, 8, 8]; repeat 1000 { repeat 1000 { relu } } }");
    expect(diagnostics.map((each) => each.code)).toEqual(["model/too-large"]);
  });

  it("ends when a block is applied to itself", () => {
    const { diagnostics } = elaborateText("block w(f: block) { f(f) }\nnet A { input: [3, 8, 8]; w(w) }");
    expect(diagnostics.map((each) => each.code)).toContain("model/too-deep");
  });
});

function unmark(marked: string): { readonly text: string; readonly start: number; readonly end: number } {
  const escaped = marked.replace("~~=~", "\u0001~=\u0001");
  const marker = escaped.includes("\u0001") ? "\u0001" : "~";
  const [before = "", middle = "", after = ""] = escaped.split(marker);
  return { text: before + middle + after, start: before.length, end: before.length + middle.length };
}
