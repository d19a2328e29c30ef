import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { MessageArguments, MessageCode } from "../core/messages/index.ts";
import { onnxSamples } from "./explain-onnx-samples.ts";

/** What shows a message: a text that Ridge answers with it, or what it says where only a huge text or a file would. */
export type ExplainSample =
  | {
      readonly kind: "arch";
      readonly text: string;
      readonly free?: string;
      readonly files?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "profile"; readonly text: string }
  | { readonly kind: "said"; readonly diagnostic: Diagnostic };

const arch = (text: string, free?: string): ExplainSample =>
  free === undefined ? { kind: "arch", text } : { kind: "arch", text, free };
/** A statement in a net of images [3, 8, 8]. */
const inNet = (text: string): ExplainSample => arch(`net A {\n  input: [3, 8, 8]\n  ${text}\n}`);
const inClaim = (text: string): ExplainSample => arch(`claim "c" {\n  ${text}\n}`);
/** A line in the profile of a device. */
const device = (text: string): ExplainSample => ({
  kind: "profile",
  text: `profile: device\nname: mine\ntitle: Mine\nextends: pixel-2\n${text}`,
});
const profile = (text: string): ExplainSample => ({ kind: "profile", text });

function said<C extends MessageCode>(code: C, args: MessageArguments<C>): ExplainSample {
  return { kind: "said", diagnostic: diagnostic(code, args, undefined) };
}

const syntax: Partial<Record<MessageCode, ExplainSample>> = {
  "syntax/too-large": said("syntax/too-large", { length: 5_000_000, limit: 4_194_304 }),
  "syntax/too-many-tokens": said("syntax/too-many-tokens", { limit: 400_000 }),
  "syntax/too-deep": said("syntax/too-deep", { what: "brackets are nested", limit: 200 }),
  "syntax/too-many-errors": said("syntax/too-many-errors", { count: 20, more: true }),
  "syntax/damaged-text": arch("net N {\n  relu # \ufffd\n}"),
  "syntax/unknown-character": inNet("conv(8) ? relu"),
  "syntax/unclosed-text": arch('claim "c {\n  1 == 1\n}'),
  "syntax/unknown-escape": arch('claim "a\\q" { 1 == 1 }'),
  "syntax/single-quotes": arch("import se from 'std/mobile'"),
  "syntax/foreign-operator": inNet("let n = 2 ** 3\n  conv(n)"),
  "syntax/foreign-comment": inNet("relu // the first one"),
  "syntax/unknown-suffix": inNet("conv(3Mb)"),
  "syntax/number-too-long": inNet(`conv(${"1".repeat(50)})`),
  "syntax/expected": inNet("conv(8) ->"),
  "syntax/unclosed": inNet("conv(8"),
  "syntax/unopened": inNet("conv(8))"),
  "syntax/assign-for-equal": inNet("if it.C = 3 { relu }"),
  "syntax/missing-let": inNet("n = 8\n  conv(n)"),
  "syntax/colon-for-assign": inNet("conv(8, k: 3)"),
  "syntax/comma-in-row": arch("net A {\n  table t {\n    a | b\n    1, 2\n  }\n  input: [3, 8, 8]\n  relu\n}"),
  "syntax/keyword-as-name": inNet("tap in\n  relu"),
  "syntax/chained-comparison": inClaim("1 < 2 < 3"),
  "syntax/nested-declaration": inNet("block b { relu }"),
  "syntax/no-declaration": arch("conv(8)"),
};

const names: Partial<Record<MessageCode, ExplainSample>> = {
  "name/unknown": inNet("convv(8)"),
  "name/duplicate": inNet("let a = 1\n  let a = 2\n  conv(a)"),
  "name/unknown-field": inNet("conv(it.D)"),
  "name/unused": inNet("let y = input -> conv(8)\n  conv(4)"),
  "name/unused-block": inNet("let y = conv(8)\n  conv(4)"),
  "import/missing": arch('import x from "nowhere.arch"\nnet A {\n  input: [3, 8, 8]\n  relu\n}'),
  "import/unknown-name": arch('import see from "std/mobile"\nnet A {\n  input: [3, 8, 8]\n  relu\n}'),
  "import/cycle": {
    kind: "arch",
    text: 'import b from "b.arch"\nblock a { b }',
    files: { "b.arch": 'import a from "sample.arch"\nblock b { a }' },
  },
};

const model: Partial<Record<MessageCode, ExplainSample>> = {
  "model/recursion": arch("block f { f }\nnet A {\n  input: [3, 8, 8]\n  f\n}"),
  "model/too-large": said("model/too-large", { limit: "300,000" }),
  "model/too-deep": said("model/too-deep", { limit: 400 }),
  "model/repeat-count": inNet("repeat 3/2 { relu }"),
  "model/repeat-shape": arch(
    "net A {\n  param n: int in [1, 4] = 1\n  input: [3, 8, 8]\n  repeat n { conv(2*it.C) }\n}",
    "n",
  ),
  "model/repeat-output": arch(
    "net A {\n  param n: int in [1, 4] = 1\n  input: [3, 8, 8]\n  repeat n {\n    conv(8)\n    input -> conv(3)\n  }\n}",
    "n",
  ),
  "model/undecided": arch("net A {\n  param n: int in [1, 8] = 1\n  input: [3, 8, 8]\n  if n == 2 { conv(7) }\n}", "n"),
  "model/no-layers": arch("net A {\n  input: [3, 8, 8]\n}"),
  "model/no-input": arch("net A {\n  conv(8)\n}"),
  "model/input-twice": arch("net A {\n  input: [3, 8, 8]\n  input: [3, 9, 9]\n  relu\n}"),
  "model/misplaced": arch("block f {\n  param x: int = 1\n  relu\n}\nnet A {\n  input: [3, 8, 8]\n  f\n}"),
  "model/net-input": arch("net B {\n  input: [3, 9, 9]\n  relu\n}\nnet A {\n  input: [3, 8, 8]\n  B\n}"),
  "table/row-width": arch("net A {\n  table t {\n    a | b\n    1\n  }\n  input: [3, 8, 8]\n  relu\n}"),
  "table/column-twice": arch("net A {\n  table t {\n    a | a\n    1 | 2\n  }\n  input: [3, 8, 8]\n  relu\n}"),
  "net/none": said("net/none", { file: "blocks.arch" }),
  "net/several": said("net/several", { file: "nets.arch", names: "Small, Large" }),
  "net/unknown": said("net/unknown", { file: "nets.arch", name: "Smal", nearest: ["Small"], known: "Small, Large" }),
};

const values: Partial<Record<MessageCode, ExplainSample>> = {
  "type/mismatch": inNet('conv("eight")'),
  "type/unknown": arch("block f(n: integer) { conv(n) }\nnet A {\n  input: [3, 8, 8]\n  f(8)\n}"),
  "type/not-callable": inNet("let n = 4\n  conv(n(2))"),
  "type/no-flow": inNet("3"),
  "type/not-applicable": inNet("relu -> 3"),
  "type/unit": inNet("conv(3MB + 2ms)"),
  "type/exponent": inNet("conv(2^1000)"),
  "type/no-value": arch("fn f(x: int) { let y = x }\nnet A {\n  input: [3, 8, 8]\n  conv(f(8))\n}"),
  "number/division-by-zero": inNet("conv(8/0)"),
  "number/too-large": inNet("conv(10^60)"),
  "number/not-exact": inNet("conv(sqrt(2))"),
  "number/formula-too-large": said("number/formula-too-large", {}),
  "argument/unknown": inNet("conv(8, strid=2)"),
  "argument/missing": inNet("conv(k=3)"),
  "argument/twice": inNet("conv(8, n=9)"),
  "argument/too-many": inNet("gap(1)"),
  "argument/word": inNet('conv(8, 3, pad="valid")'),
  "parameter/outside-domain": arch("net A {\n  param n: int in [1, 4] = 9\n  input: [3, 8, 8]\n  conv(n)\n}"),
  "parameter/unknown": said("parameter/unknown", { net: "A", name: "aplha", nearest: ["alpha"], known: "`alpha`" }),
  "parameter/missing": arch("net A {\n  param n: int\n  input: [3, 8, 8]\n  conv(n)\n}"),
  "parameter/not-free": arch("net A {\n  param act: block = relu\n  input: [3, 8, 8]\n  act\n}", "act"),
  "domain/not-constant": inClaim('forall n: int in [1, "x"]\n  n == n'),
  "domain/type": inClaim("forall n: integer\n  n == n"),
  "domain/empty": inClaim("forall n: int in [2, 1]\n  n == n"),
  "measure/argument": inClaim("macs(3) == 1"),
  "measure/no-layer": inClaim('macs(mobilenet_v1, where="steem.*") == 1'),
  "measure/no-device": said("measure/no-device", { measure: "latency" }),
  "measure/no-energy": said("measure/no-energy", { device: "pixel-2" }),
  "measure/unavailable": inClaim("latency(mobilenet_v1) <= 5ms"),
};

const claims: Partial<Record<MessageCode, ExplainSample>> = {
  "claim/operator": inNet("if 1 ~= 1 { relu }"),
  "claim/no-truth": inClaim("1 + 2"),
  "claim/empty": inClaim('source "p. 3"'),
  "claim/suffix": inClaim("forall M: int\n  6M == 6*M"),
  "claim/printed": inClaim("let n = 4\n  params(mobilenet_v1) ~= n"),
  "claim/within": inClaim("params(mobilenet_v1) <= 4M within 5%"),
  "claim/tolerance": inClaim("params(mobilenet_v1) ~= 4M within 0"),
  "claim/undefined": inClaim("forall n: int\n  sqrt(-1 - n^2) == 1"),
  "claim/none": said("claim/none", { file: "network.arch" }),
};

const shapes: Partial<Record<MessageCode, ExplainSample>> = {
  "shape/rank": arch("net A {\n  input: [32]\n  conv(64)\n}"),
  "shape/groups": inNet("conv(64, 3, g=12)"),
  "shape/divides": inNet("shuffle(2)"),
  "shape/empty-output": inNet("conv(8, 9, pad=0)"),
  "shape/mismatch": inNet("conv(8) -> add(input)"),
  "shape/broadcast": inNet("mul(weight([4, 1, 1]))"),
  "shape/operand": inNet("tokens -> matmul(weight([4, 8]))"),
  "shape/reshape": inNet("reshape([64, 9])"),
  "shape/slice": inNet("slice(C, 0, 9)"),
  "shape/order": inNet("rearrange([3, 64], [0, 0], shape=[64, 3])"),
  "shape/cropped": arch("net A {\n  input: [8, 1, 1]\n  conv_transpose(8, 2, pad=1)\n}"),
  "shape/out-pad": inNet("conv_transpose(8, 2, s=2, out_pad=2)"),
  "shape/pool-pad": inNet("maxpool(2, 2, pad=3)"),
  "shape/not-integer": inNet("conv(7/2)"),
  "shape/too-large": inNet("conv(2^40)"),
  "shape/not-positive": inNet("conv(0)"),
};

const hardware: Partial<Record<MessageCode, ExplainSample>> = {
  "hardware/unknown": profile("profile: device\nname: mine\ntitle: Mine\nextends: pixel-9\n"),
  "hardware/yaml": profile("- a\n- list\n"),
  "hardware/too-large": said("hardware/too-large", { found: "300,000 bytes", limit: 262_144 }),
  "hardware/too-deep": said("hardware/too-deep", { depth: 12, column: 30 }),
  "hardware/not-plain": profile("profile: !!str device\nname: mine\n"),
  "hardware/duplicate-field": device("title: Again\n"),
  "hardware/missing-field": profile("profile: device\nname: mine\n"),
  "hardware/unknown-field": device("dramm:\n  oneThread: 1\n"),
  "hardware/type": device("l3: 2 MiB\n"),
  "hardware/text": device('l3: { value: "2 MiB", source: "", kind: measured }\n'),
  "hardware/word": device('l3: { value: "2 MiB", source: "lscpu", kind: mesured }\n'),
  "hardware/quantity": device('l3: { value: "-2 MiB", source: "lscpu", kind: measured }\n'),
  "hardware/unit": device('dram:\n  oneThread: { value: "12 GB", source: "tinymembench", kind: measured }\n'),
  "hardware/absurd": device('l3: { value: "10 TB", source: "lscpu", kind: measured }\n'),
  "hardware/unusual": device('l3: { value: "1 GiB", source: "lscpu", kind: measured }\n'),
  "hardware/too-many-errors": said("hardware/too-many-errors", { count: 5 }),
  "hardware/extends-cycle": said("hardware/extends-cycle", { chain: "left -> right -> left" }),
  "hardware/misplaced": said("hardware/misplaced", { wanted: "a device", found: "a soc" }),
  "hardware/dtype": said("hardware/dtype", { core: "cortex-a53", dtype: "fp16", known: "fp32, int8" }),
  "hardware/notation": said("hardware/notation", {
    field: "pipeline.timing.fma",
    found: "ten cycles",
    example: "10 cycles, 4 accumulating, w|x",
  }),
  "hardware/pipe": said("hardware/pipe", { field: "pipeline.timing.fma", pipe: "z", nearest: [], known: "w, x" }),
  "hardware/ports": said("hardware/ports", { field: "pipeline.timing.fma", count: 3 }),
  "hardware/isa": said("hardware/isa", { core: "arm1176", isa: "armv8", known: ["armv6"] }),
  "hardware/threads": said("hardware/threads", {
    device: "pixel-2",
    core: "cortex-a73",
    cores: 4,
    threads: 99,
    others: [],
  }),
  "hardware/setting": said("hardware/setting", { key: "dram", example: "500GB/s" }),
  "hardware/unknown-setting": said("hardware/unknown-setting", {
    key: "drm",
    nearest: ["dram"],
    known: "clock, dram",
  }),
  "hardware/loop": said("hardware/loop", { loop: "f32_gemm_6x8", role: undefined, nearest: ["f32_gemm_8x12"] }),
  "hardware/no-pipeline": said("hardware/no-pipeline", { core: "my-core" }),
  "runtime/none": said("runtime/none", { core: "arm1176", dtype: "fp16", isas: ["armv6"] }),
  "runtime/no-loops": said("runtime/no-loops", {
    runtime: "xnnpack-2020",
    dtype: "int8",
    isas: ["armv8"],
    known: ["armv8-fp32"],
  }),
  "runtime/no-kernel": said("runtime/no-kernel", {
    runtime: "xnnpack-2020",
    core: "cortex-a73",
    dtype: "armv8 fp32",
    layer: "blocks.1.attention",
    operator: "attention",
    roles: [],
    fallback: false,
  }),
  "hardware/free-symbols": said("hardware/free-symbols", { symbols: "`alpha`" }),
};

const comparisons: Partial<Record<MessageCode, ExplainSample>> = {
  "budget/rule": said("budget/rule", { found: "macs=300M" }),
  "budget/measure": said("budget/measure", { name: "mac", nearest: ["macs"], known: ["macs", "params"] }),
  "budget/unit": said("budget/unit", { measure: "peak", wanted: "bytes", found: "the count 4000000" }),
  "budget/no-baseline": said("budget/no-baseline", { sign: "+" }),
  "budget/undecided": said("budget/undecided", { measure: "macs", symbols: ["alpha"] }),
  "budget/exceeded": said("budget/exceeded", {
    network: "MobileNetV2",
    measure: "MACs",
    value: "300,774,272",
    limit: "300,000,000",
    by: "774,272 (0.26 %) over",
  }),
  "compare/failed": said("compare/failed", {
    network: "MobileNetV2",
    measure: "MACs",
    value: "300,774,272",
    by: "774,272 (0.26 %) over",
    from: "300,000,000 in old.json",
  }),
  "compare/domain": said("compare/domain", { name: "alpha", first: "MobileNetV1", second: "MobileNetV2" }),
  "compare/network": said("compare/network", { baseline: "MobileNetV1", found: "MobileNetV2" }),
  "compare/run": said("compare/run", { what: "the data type", baseline: "fp32", found: "int8" }),
  "json/syntax": said("json/syntax", { wanted: "a value", found: "the end of the text" }),
  "baseline/foreign": said("baseline/foreign", { found: "an object without `schema`" }),
  "baseline/newer": said("baseline/newer", { found: "ridge.report/2", known: "ridge.report/1" }),
  "baseline/free": said("baseline/free", { name: "alpha" }),
  "baseline/field": said("baseline/field", { field: "totals.macs", wanted: "a whole number", found: "`3.5`" }),
  "baseline/sum": said("baseline/sum", { field: "macs", total: "300", sum: "301" }),
  "graph/collapsed": said("graph/collapsed", { layers: 430, option: "--by block", nodes: 120 }),
  "graph/mermaid-limit": said("graph/mermaid-limit", {
    what: "edges",
    found: 612,
    limit: 500,
    setting: "maxEdges",
    isCoarsest: false,
  }),
  "graph/not-shaded": said("graph/not-shaded", { what: "MACs", symbols: ["alpha"] }),
};

const runs: Partial<Record<MessageCode, ExplainSample>> = {
  "run/free": said("run/free", { layer: "stem.conv" }),
  "run/memory": said("run/memory", { layer: "stem.conv", bytes: 5_000_000_000, limit: 2_147_483_648 }),
  "run/id": said("run/id", { found: "2.5", count: 1000, at: 2 }),
  "run/mismatch": said("run/mismatch", {
    layer: "stem.conv",
    multiplications: 863n,
    found: "[32, 112, 112]",
    macs: 864n,
    stated: "[32, 112, 112]",
  }),
  "run/non-finite": said("run/non-finite", { layer: "stages.3.2.dw.conv", count: 12, of: 100_352 }),
  "run/unknown-layer": said("run/unknown-layer", { name: "stem.cnv", nearest: ["stem.conv"] }),
  "run/input-shape": said("run/input-shape", {
    file: "cat.npy",
    found: "`input` of shape [224, 224, 3]",
    wanted: "[3, 224, 224]",
  }),
  "run/input-names": said("run/input-names", { file: "x.npz", found: ["a", "b"], wanted: ["input"] }),
  "run/labels": said("run/labels", { file: "labels.txt", labels: 1001, output: "classifier", values: 1000 }),
};

const onnx: Partial<Record<MessageCode, ExplainSample>> = Object.fromEntries(
  [...onnxSamples].map(([code, each]) => [code, { kind: "said", diagnostic: each } as const]),
);

const usage: Partial<Record<MessageCode, ExplainSample>> = {
  "usage/command-line": said("usage/command-line", {
    problem: "unknown option `--formt`",
    hint: "did you mean `--format`?",
  }),
  "usage/choice": said("usage/choice", {
    what: "`--format`",
    found: "jsn",
    known: ["table", "json"],
    nearest: ["json"],
  }),
  "usage/number": said("usage/number", { what: "`--jobs`", found: "0", wanted: "a whole number from 1 to 64" }),
  "usage/not-comparable": said("usage/not-comparable", {
    what: "MACs",
    first: "stem",
    second: "last",
    symbols: ["alpha"],
  }),
  "usage/no-effect": said("usage/no-effect", { option: "--width", where: "on json output" }),
  "usage/needs-device": said("usage/needs-device", { option: "--core" }),
  "usage/no-pipeline": said("usage/no-pipeline", { core: "my-core", known: ["cortex-a57", "kryo"] }),
  "usage/no-instruction": said("usage/no-instruction", {
    core: "cortex-a57",
    kernel: "s8_sdot_4x16c4",
    classes: ["dot"],
    runs: ["s8_mlal_lane_4x16"],
  }),
  "usage/instruction-set": said("usage/instruction-set", {
    core: "cortex-a7",
    kernel: "f32_gemm_8x12",
    needed: "armv8",
    known: ["armv7"],
    runs: ["f32_gemm_4x8_v7"],
  }),
  "usage/no-steady-state": said("usage/no-steady-state", { core: "my-core", kernel: "f32_gemm_6x8_ld128" }),
  "usage/not-a-device": said("usage/not-a-device", { name: "cortex-a73", kind: "core", devices: ["pixel-2"] }),
  "usage/setting": said("usage/setting", { found: "alpha", isNetwork: false }),
  "usage/unknown-network": said("usage/unknown-network", {
    name: "mobilnet_v2",
    nearest: ["mobilenet_v2"],
    fileExists: false,
  }),
  "usage/unknown-device": said("usage/unknown-device", { name: "pixel2", nearest: ["pixel-2"] }),
  "usage/extension": said("usage/extension", { extension: ".pdf", known: ["table", "json"], usual: undefined }),
  "usage/format-extension": said("usage/format-extension", { format: "md", extension: ".json", chosen: "json" }),
  "usage/no-files": said("usage/no-files", { folder: "papers" }),
  "usage/no-claim": said("usage/no-claim", { filter: "Table 9" }),
  "usage/unknown-code": said("usage/unknown-code", { code: "shape/group", nearest: ["shape/groups"], area: [] }),
  "file/unreadable": said("file/unreadable", { file: "net.arch", reason: "there is no such file" }),
  "file/too-large": said("file/too-large", { file: "net.arch", size: 5_000_000, limit: 4_194_304 }),
  "file/encoding": said("file/encoding", { file: "net.arch", offset: 17 }),
  "file/numpy": said("file/numpy", { file: "x.npy", reason: "it ends inside the header" }),
  "file/unwritable": said("file/unwritable", { file: "out/report.md", reason: "there is no such folder" }),
};

const measurements: Partial<Record<MessageCode, ExplainSample>> = {
  "csv/empty": said("csv/empty", { file: "mine.csv", what: "no row below its header" }),
  "csv/quote": said("csv/quote", { problem: "is not closed" }),
  "csv/separator": said("csv/separator", { found: ";" }),
  "csv/duplicate-column": said("csv/duplicate-column", { column: "args" }),
  "csv/cells": said("csv/cells", { found: 7, wanted: 8, missing: ["latency_ms"] }),
  "csv/too-long": said("csv/too-long", { limit: 100_000 }),
  "csv/too-many-errors": said("csv/too-many-errors", { count: 5 }),
  "measurement/column": said("measurement/column", {
    column: "latency_ms",
    holds: "the measured latency in ms",
    others: ["latency"],
    near: "latency",
  }),
  "measurement/value": said("measurement/value", {
    column: "latency_ms",
    wanted: "a number of ms above 0",
    found: "-3",
  }),
  "validate/error": said("validate/error", { found: "12.31 %", limit: "10 %" }),
  "validate/nothing-predicted": said("validate/nothing-predicted", { rows: 12 }),
};

/** A sample for every message; a test runs each of them. */
export const explainSamples: Readonly<Partial<Record<MessageCode, ExplainSample>>> = {
  ...syntax,
  ...names,
  ...model,
  ...values,
  ...claims,
  ...shapes,
  ...hardware,
  ...comparisons,
  ...measurements,
  ...runs,
  ...onnx,
  ...usage,
};
