import { describe, expect, it } from "vitest";
import { costOf, defaultConvention } from "../../../src/cost/index.ts";
import { archText, importOnnx, layerParameters } from "../../../src/exchange/index.ts";
import { foldable } from "../../../src/exchange/onnx/fold.ts";
import { rules } from "../../../src/exchange/onnx/ops/rules.ts";
import { randomStream } from "../../../src/exec/index.ts";
import { rows, throughText } from "./costs.ts";
import { readStored } from "./stored.ts";
import { readWeightless, zeros } from "./weightless.ts";
import { placesOf, type WireField, wireBytes, wireTree } from "./wire-tree.ts";

/** `npm run verify` tries 100,000 files. */
const count = Number(process.env.RIDGE_FUZZ ?? "100");
/** The number of the first one, to see one of them again. */
const first = Number(process.env.RIDGE_FUZZ_FIRST ?? "0");
/** No input may take longer than this, in milliseconds: far above what any takes, far below a hang. */
const patience = 20_000;

/** Real files. Copies, since slices of a Buffer share its memory. */
const seeds = [
  ...["mobilenet_v1_w0.25", "squeezenet1_1"].map((name) => [name, readWeightless(name)] as const),
  ...["hand.torchscript17", "mobilenet_v3.qlinear", "densenet.dynamo18", "convnext.torchscript12"].map(
    (name) => [name, readStored("recorded", name)] as const,
  ),
  ["resnet18.dyn", readStored("structures", "resnet18.dyn")] as const,
].map(([name, bytes]) => [name, new Uint8Array(bytes)] as const);

type Stream = ReturnType<typeof randomStream>;
const below = (stream: Stream, limit: number) => Math.floor(stream.uniform() * limit);

/** Numbers that sizes, axes and types are likely to break on. */
const numbers: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 7n, -1n, -2n, 127n, 128n, 65_536n],
  ...[2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 40n, 2n ** 63n - 1n, -(2n ** 63n)],
];

/** Floats that the conversion to exact numbers is likely to break on. */
const oddFloats: readonly number[] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e38, -1e38, 0];

/** A float attribute, or the data of a tensor, whose first element becomes one. */
const isFloat = (field: WireField | undefined) =>
  field !== undefined &&
  typeof field.value !== "bigint" &&
  field.value.length >= 4 &&
  ((field.of === "attribute" && field.field === 2) || (field.of === "tensor" && field.field === 9));

/** What is done to the fields of a file. */
const changes: readonly ((tree: WireField[], stream: Stream) => void)[] = [
  (tree, stream) => {
    const { list, at } = anyOf(placesOf(tree), stream) ?? nowhere;
    list.splice(at, 1);
  },
  (tree, stream) => {
    const { list, at } = anyOf(placesOf(tree), stream) ?? nowhere;
    list.splice(at, 0, ...list.slice(at, at + 1));
  },
  (tree, stream) => {
    const found = placesOf(tree).filter(({ list, at }) => typeof list[at]?.value === "bigint");
    const { list, at } = anyOf(found, stream) ?? nowhere;
    const field = list[at];
    if (field !== undefined) field.value = anyOf(numbers, stream) ?? 0n;
  },
  (tree, stream) => {
    const found = placesOf(tree).filter(({ list, at }) => isFloat(list[at]));
    const { list, at } = anyOf(found, stream) ?? nowhere;
    const field = list[at];
    if (field === undefined) return;
    const value = (field.value as Uint8Array).slice();
    new DataView(value.buffer).setFloat32(0, anyOf(oddFloats, stream) ?? 0, true);
    list[at] = { ...field, value };
  },
  // Another value of a field of the same kind: a name, an operator, a type, a whole tensor.
  (tree, stream) => {
    const all = placesOf(tree);
    const { list, at } = anyOf(all, stream) ?? nowhere;
    const field = list[at];
    const alike = all
      .flatMap((each) => each.list[each.at] ?? [])
      .filter((each) => each.of === field?.of && each.field === field.field);
    const other = anyOf(alike, stream);
    if (other !== undefined) list[at] = { ...other };
  },
  (tree, stream) => {
    const all = placesOf(tree).filter(({ list, at }) => list[at]?.of === "node" && list[at]?.field === 4);
    const { list, at } = anyOf(all, stream) ?? nowhere;
    const field = list[at];
    if (field !== undefined) field.value = new TextEncoder().encode(anyOf(operatorNames, stream) ?? "");
  },
  (tree, stream) => {
    const { list, at } = anyOf(placesOf(tree), stream) ?? nowhere;
    const field = list[at];
    if (field === undefined || typeof field.value === "bigint" || field.value.length === 0) return;
    list[at] = { ...field, value: field.value.slice(0, below(stream, field.value.length)), fields: undefined };
  },
  (tree, stream) => {
    const { list } = anyOf(placesOf(tree), stream) ?? nowhere;
    const [first, second] = [below(stream, list.length), below(stream, list.length)];
    const [a, b] = [list[first], list[second]];
    if (a !== undefined && b !== undefined) [list[first], list[second]] = [b, a];
  },
];

const operatorNames = [...Object.keys(rules), ...foldable, "Loop", "If", "NonMaxSuppression"];

function anyOf<T>(list: readonly T[], stream: Stream): T | undefined {
  return list[below(stream, list.length)];
}

const nowhere = { list: [] as WireField[], at: 0 };

/** What is done to the bytes of a file. */
const damages: readonly ((bytes: Uint8Array, stream: Stream) => Uint8Array)[] = [
  (bytes, stream) => bytes.slice(0, below(stream, bytes.length)),
  (bytes, stream) => {
    const made = bytes.slice();
    for (let left = 1 + below(stream, 4); left > 0; left--) made[below(stream, made.length)] = below(stream, 256);
    return made;
  },
  (bytes, stream) => {
    const made = bytes.slice();
    const at = below(stream, made.length);
    made[at] = (made[at] ?? 0) ^ (1 << below(stream, 8));
    return made;
  },
  (bytes, stream) => {
    const [at, length] = [below(stream, bytes.length), 1 + below(stream, 64)];
    return joined(bytes.slice(0, at), bytes.slice(at + length));
  },
  (bytes, stream) => {
    const [at, from, length] = [below(stream, bytes.length), below(stream, bytes.length), 1 + below(stream, 200)];
    const made = bytes.slice();
    made.set(bytes.slice(from, from + Math.min(length, made.length - at)), at);
    return made;
  },
];

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const made = new Uint8Array(first.length + second.length);
  made.set(first);
  made.set(second, first.length);
  return made;
}

/** Three in four files stay protobuf, with one to three fields that are not what they were. */
function broken(original: Uint8Array, stream: Stream): Uint8Array {
  const times = 1 + below(stream, 3);
  if (below(stream, 4) === 0) {
    let bytes = original;
    for (let left = times; left > 0 && bytes.length > 0; left--)
      bytes = anyOf(damages, stream)?.(bytes, stream) ?? bytes;
    return bytes;
  }
  const tree = wireTree(original);
  for (let left = times; left > 0; left--) anyOf(changes, stream)?.(tree, stream);
  return wireBytes(tree);
}

/** Everything that commands do with a file; `isDeep`: its text must be the same network. Returns what it ended with. */
function used(bytes: Uint8Array, isDeep = false): string {
  const { value, diagnostics } = importOnnx({ bytes, name: "fuzz.onnx", external: zeros });
  if (value === undefined) {
    const [first] = diagnostics;
    if (first?.severity !== "error" || first.message === "") throw new Error("no network and no error");
    return first.code;
  }
  costOf(value.graph, { convention: defaultConvention, dtype: "fp32" });
  for (const data of value.weights.values()) layerParameters(data);
  if (value.graph.inputs.length !== 1) archText(value.graph, "fuzz");
  else if (isDeep) expect(rows(throughText(value.graph).graph)).toEqual(rows(value.graph));
  return "imported";
}

describe("files that are broken at random", () => {
  it(`${count} of them give a network or a coded error, in bounded time and memory`, () => {
    const ends = new Map<string, number>();
    let [slowest, largest] = [0, 0];
    for (let at = first; at < first + count; at++) {
      const stream = randomStream(`fuzz/${at}`);
      const [name, original] = seeds[below(stream, seeds.length)] ?? ["", new Uint8Array()];
      const bytes = broken(original, stream);
      const start = performance.now();
      try {
        const end = used(bytes, at % 10 === 0);
        ends.set(end, (ends.get(end) ?? 0) + 1);
      } catch (fault) {
        throw new Error(`fuzz/${at}, made of ${name}: ${fault instanceof Error ? fault.stack : String(fault)}`);
      }
      slowest = Math.max(slowest, performance.now() - start);
      if (at % 100 === 0) largest = Math.max(largest, process.memoryUsage.rss());
      if (slowest > patience) throw new Error(`fuzz/${at}, made of ${name}, took ${slowest.toFixed(0)} ms`);
    }
    if (process.env.RIDGE_FUZZ !== undefined) {
      const rows = [...ends].sort((a, b) => b[1] - a[1]).map(([code, times]) => `  ${code} ${times}`);
      const most = `slowest ${slowest.toFixed(0)} ms, at most ${(largest / 1e6).toFixed(0)} MB resident`;
      console.log([`${count} files: ${most}`, ...rows].join("\n"));
    }
    // Both ways must be taken, or the files are not near enough to real ones.
    expect(ends.get("imported")).toBeGreaterThan(count / 50);
    expect(ends.size).toBeGreaterThan(4);
    expect(largest).toBeLessThan(3e9);
  }, 7_200_000);

  it("bytes from nowhere, and every prefix of a small file, are no model", () => {
    const stream = randomStream("bytes");
    for (let at = 0; at < 200; at++) {
      const bytes = Uint8Array.from({ length: below(stream, 400) }, () => below(stream, 256));
      expect(used(bytes)).not.toBe("imported");
    }
    const whole = readStored("recorded", "mobilenet_v3.qlinear").slice(0, 600);
    for (let length = 0; length < whole.length; length++) expect(used(whole.slice(0, length))).not.toBe("imported");
  });
});
