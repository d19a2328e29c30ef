import { elementTypes } from "./data-type.ts";
import { refuse, shown } from "./fault.ts";
import type { OnnxDimension, OnnxValueInfo } from "./model.ts";
import { elementCount, largestDimension } from "./tensor.ts";

/** One word behind the network: `H=160`. */
export interface AxisSetting {
  readonly name: string;
  readonly text: string;
}

export interface NetworkInput {
  readonly name: string;
  /** Of one inference: the batch is 1. */
  readonly dims: readonly number[];
  /** What axis 0 has in the file, or what `N=` says: inferences if they are independent of each other. 1 where it is no batch. */
  readonly batch: number;
  /** The axes of an image are [1, H, W, C]. */
  readonly isChannelsLast: boolean;
  readonly isFloat: boolean;
}

export interface ResolvedInputs {
  readonly inputs: readonly NetworkInput[];
  /** Inferences at once, as the file or `N=` says. */
  readonly batch: number;
  /** The batch that the file fixes; 1 where it leaves it open. */
  readonly fixedBatch: number;
  /** Axes that the file leaves open, with what they got. */
  readonly open: ReadonlyMap<string, number>;
}

/** Sizes of open axes that nothing is said of. */
const defaults: Readonly<Record<string, number>> = { N: 1, H: 224, W: 224 };

/**
 * Gives every axis of the inputs a size: what the file says, or what the settings say of axes that it leaves open, by their letter (N, C,
 * H, W, L, D) or by the file's own name; else a batch of 1 and images of 224.
 *
 * Errors: onnx/input, onnx/open-axis, onnx/fixed-axis, onnx/setting, onnx/dimension, onnx/too-large.
 */
export function resolveInputs(inputs: readonly OnnxValueInfo[], settings: readonly AxisSetting[]): ResolvedInputs {
  if (inputs.length === 0) refuse("onnx/input", { name: "", problem: "the graph has no input" });
  const given = readSettings(inputs, settings);
  const open = new Map<string, number>();
  let [batch, fixedBatch]: [number | undefined, number] = [undefined, 1];
  const resolved = inputs.map((input): NetworkInput => {
    const type = elementTypes.get(input.elementType ?? 0);
    const problem =
      type === undefined ? "it is no tensor of numbers" : input.dims === undefined ? "its rank is not told" : "";
    if (problem !== "" || input.dims === undefined) refuse("onnx/input", { name: shown(input.name), problem });
    const isChannelsLast = looksChannelsLast(input);
    const letters = lettersOf(input.dims.length, isChannelsLast);
    let images = 1;
    const dims = input.dims.map((dim, axis) => {
      const letter = letters[axis] ?? "";
      const own = dim.name ?? "";
      const word = given.has(own) ? own : letter;
      const wanted = given.get(word);
      const fixed = fixedSize(dim, input.name);
      if (fixed !== undefined && wanted !== undefined && wanted !== fixed) {
        refuse("onnx/fixed-axis", { axis: word, fixed, wanted });
      }
      const size = fixed ?? wanted ?? defaults[letter];
      if (size === undefined) {
        refuse("onnx/open-axis", { input: shown(input.name), axis: letter, name: own === "" ? undefined : shown(own) });
      }
      if (letter === "N") {
        images = size;
        batch ??= size;
        if (fixed !== undefined) fixedBatch = Math.max(fixedBatch, fixed);
      }
      if (fixed === undefined)
        open.set(letter === "N" || defaults[letter] !== undefined || own === "" ? letter : shown(own), size);
      return letter === "N" ? 1 : size;
    });
    elementCount(dims, input.name);
    return { name: input.name, dims, batch: images, isChannelsLast, isFloat: type?.kind === "float" };
  });
  return { inputs: resolved, batch: batch ?? 1, fixedBatch, open };
}

/** What the axes are called that may be given a size. */
function openAxes(input: OnnxValueInfo): readonly string[] {
  const { dims = [] } = input;
  const letters = lettersOf(dims.length, looksChannelsLast(input));
  return dims.flatMap(({ value, name }, axis) =>
    value !== undefined && value > 0n ? [] : [letters[axis] ?? shown(name ?? "")],
  );
}

function readSettings(inputs: readonly OnnxValueInfo[], settings: readonly AxisSetting[]): ReadonlyMap<string, number> {
  const known = new Set(
    inputs.flatMap((input) => [
      ...lettersOf(input.dims?.length ?? 0, looksChannelsLast(input)),
      ...(input.dims ?? []).flatMap((dim) => dim.name ?? []),
    ]),
  );
  const given = new Map<string, number>();
  for (const { name, text } of settings) {
    if (!known.has(name)) {
      const open = inputs.flatMap(openAxes);
      refuse("onnx/setting", { name: shown(name), known: [...new Set(open)] });
    }
    const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > largestDimension) refuse("onnx/setting-value", { name, text: shown(text) });
    given.set(name, value);
  }
  return given;
}

/** A size that the file fixes; 0 and negative numbers leave it open, as some exporters write. */
function fixedSize({ value }: OnnxDimension, name: string): number | undefined {
  if (value === undefined || value < 1n) return undefined;
  if (value > BigInt(largestDimension))
    refuse("onnx/too-large", { name: shown(name), what: `a dimension of ${value}` });
  return Number(value);
}

/** Channels of an image: at the end where the nodes that read it say so; where they say nothing, few and at the end. */
function looksChannelsLast({ dims = [], isChannelsLast }: OnnxValueInfo): boolean {
  if (isChannelsLast !== undefined) return isChannelsLast;
  const isFew = (dim: OnnxDimension | undefined) => dim?.value !== undefined && [1n, 3n, 4n].includes(dim.value);
  return dims.length === 4 && isFew(dims[3]) && !isFew(dims[1]);
}

function lettersOf(rank: number, isChannelsLast: boolean): readonly string[] {
  switch (rank) {
    case 0:
      return [];
    case 1:
      return ["D"];
    case 2:
      return ["N", "D"];
    case 3:
      return ["N", "L", "D"];
    case 4:
      return isChannelsLast ? ["N", "H", "W", "C"] : ["N", "C", "H", "W"];
    default:
      return ["N", "C", ...Array.from({ length: rank - 2 }, (_, index) => `S${index + 1}`)];
  }
}
