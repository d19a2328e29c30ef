import { intOf, intsOf, textOf } from "./attributes.ts";
import { type Flags, flagsBehind } from "./batch-flags.ts";
import type { OnnxNode } from "./model.ts";

/** Where a value has the batch: inside which axis, and how many elements of that axis lie outside of it. */
interface Place {
  readonly axis: number;
  readonly outer: number;
}

/** The graph as one inference has made it. */
export interface OneInference {
  readonly nodes: readonly OnnxNode[];
  /** The inputs whose axis 0 is the batch. */
  readonly batched: readonly string[];
  /** The batch that the file fixes, else 1. */
  readonly fixedBatch: number;
  readonly opset: number;
  /** The dimensions of a value in one inference; undefined for what nothing is known of. */
  dimsOf(name: string): readonly number[] | undefined;
  isConstant(name: string): boolean;
  /** Whole numbers of a known value; undefined where it has too many. */
  numbersOf(name: string): readonly number[] | undefined;
}

/** Thrown where elements of several inferences meet, or where it is not clear that they do not. */
class Mixed extends Error {}

/**
 * The first node in which the inferences of a batch meet, or for which nobody has shown that they do not. Follows where each value has
 * the batch: transposed, joined with other axes and taken out again. Pure; undefined where all inferences stay apart.
 */
export function mixingNode(one: OneInference): OnnxNode | undefined {
  const places = new Map<string, Place>(one.batched.map((name) => [name, { axis: 0, outer: 1 }]));
  const flags = new Map<string, Flags>();
  for (const node of one.nodes) {
    const look = new Look(node, one, places, flags);
    try {
      for (const output of node.outputs) {
        if (output === "") continue;
        if (one.isConstant(output)) flags.set(output, look.flags(output));
        else if (look.isFree) continue;
        else {
          const place = look.place(output);
          if (place !== undefined) places.set(output, place);
        }
      }
    } catch (fault) {
      if (!(fault instanceof Mixed)) throw fault;
      return node;
    }
  }
  return undefined;
}

/** One node, and what is known of its inputs. */
class Look {
  readonly node: OnnxNode;
  readonly one: OneInference;
  private readonly places: ReadonlyMap<string, Place>;
  private readonly allFlags: ReadonlyMap<string, Flags>;

  constructor(
    node: OnnxNode,
    one: OneInference,
    places: ReadonlyMap<string, Place>,
    allFlags: ReadonlyMap<string, Flags>,
  ) {
    this.node = node;
    this.one = one;
    this.places = places;
    this.allFlags = allFlags;
  }

  /** Whether no input depends on the batch. */
  get isFree(): boolean {
    // The branches of an If read what they like.
    return this.node.opType !== "If" && this.node.inputs.every((each) => !this.places.has(each));
  }

  at(index: number): Place | undefined {
    return this.places.get(this.node.inputs[index] ?? "");
  }

  dims(index: number): readonly number[] {
    return this.one.dimsOf(this.node.inputs[index] ?? "") ?? [];
  }

  numbers(index: number): readonly number[] | undefined {
    return this.one.numbersOf(this.node.inputs[index] ?? "");
  }

  flagsOf(name: string): Flags | undefined {
    return this.allFlags.get(name);
  }

  flags(output: string): Flags {
    const { node, one } = this;
    const count = (one.dimsOf(output) ?? []).reduce((product, each) => product * each, 1);
    if (node.opType === "Shape") {
      const whole = this.dims(0).map((_, axis) => axis === this.at(0)?.axis);
      return whole.slice(intOf(node, "start", 0), intOf(node, "end", whole.length));
    }
    return flagsBehind(node, count, {
      flagsOf: (name) => this.flagsOf(name),
      numbersOf: (name) => one.numbersOf(name),
    });
  }

  place(output: string): Place | undefined {
    const { node } = this;
    const key = ["", "ridge", "com.microsoft"].includes(node.domain) ? node.opType : "";
    const rule = Object.hasOwn(placeRules, key) ? placeRules[key] : undefined;
    if (rule === undefined) throw new Mixed();
    return rule(this, this.one.dimsOf(output) ?? []);
  }
}

type PlaceRule = (look: Look, output: readonly number[]) => Place | undefined;

/** Only the first input may depend on the batch; its axes stay. */
const kept: PlaceRule = (look) => {
  if (look.node.inputs.some((_, index) => index > 0 && look.at(index) !== undefined)) throw new Mixed();
  return look.at(0);
};

/** The same for operators over images, whose axis 0 holds independent images. */
const images: PlaceRule = (look, output) => {
  const place = kept(look, output);
  if (place?.axis !== 0) throw new Mixed();
  return place;
};

/** Inputs spread over each other: all have the batch at the same axis from the end, or one element there. */
const spread: PlaceRule = (look, output) => {
  const { node } = look;
  const found = node.inputs.flatMap((_, index) => {
    const place = look.at(index);
    return place === undefined ? [] : [{ ...place, axis: place.axis + output.length - look.dims(index).length }];
  });
  return agreed(found, (place) =>
    node.inputs.every((_, index) => {
      const dims = look.dims(index);
      return look.at(index) !== undefined || (dims[place.axis - (output.length - dims.length)] ?? 1) === 1;
    }),
  );
};

function agreed(found: readonly Place[], accepts: (place: Place) => boolean): Place {
  const [first] = found;
  const isOne = first !== undefined && found.every(({ axis, outer }) => axis === first.axis && outer === first.outer);
  if (!isOne || first.axis < 0 || !accepts(first)) throw new Mixed();
  return first;
}

/** Everything along the given axes meets, so that the batch must lie elsewhere. */
const apart =
  (axes: (look: Look, rank: number) => readonly number[] | undefined): PlaceRule =>
  (look, output) => {
    const place = kept(look, output);
    const rank = look.dims(0).length;
    const met = axes(look, rank)?.map((each) => (each < 0 ? each + rank : each));
    if (place === undefined || met === undefined || met.includes(place.axis)) throw new Mixed();
    return { ...place, axis: place.axis - (output.length < rank ? met.filter((each) => each < place.axis).length : 0) };
  };

const from = (axis: number, rank: number) =>
  Array.from({ length: rank }, (_, index) => index).slice(axis < 0 ? axis + rank : axis);
const reduction: PlaceRule = (look, output) =>
  apart((each, rank) => intsOf(each.node, "axes") ?? each.numbers(1) ?? from(0, rank))(look, output);
const exponential = apart(({ node, one }, rank) =>
  one.opset < 13 ? from(intOf(node, "axis", 1), rank) : [intOf(node, "axis", -1)],
);
const alongOne = (fallback: number) => apart(({ node }) => [intOf(node, "axis", fallback)]);

const transpose: PlaceRule = (look) => {
  const place = look.at(0);
  const rank = look.dims(0).length;
  const order = intsOf(look.node, "perm") ?? Array.from({ length: rank }, (_, index) => rank - 1 - index);
  return place === undefined ? undefined : { ...place, axis: order.indexOf(place.axis) };
};

const product = (dims: readonly number[]) => dims.reduce((all, each) => all * each, 1);

/** The axis of a reading under other dimensions that holds the batch, if it may be that one. */
function inside(look: Look, output: readonly number[], axis: number): Place {
  const { axis: old, outer } = look.at(0) ?? { axis: 0, outer: 1 };
  const before = product(look.dims(0).slice(0, old)) * outer;
  const left = before / product(output.slice(0, axis));
  if (axis < 0 || !Number.isInteger(left) || (output[axis] ?? 1) % left !== 0) throw new Mixed();
  return { axis, outer: left };
}

const reshape: PlaceRule = (look, output) => {
  const { node, one } = look;
  const wanted = look.numbers(1) ?? intsOf(node, "shape") ?? [];
  const flags = look.flagsOf(node.inputs[1] ?? "") ?? [];
  const flagged = flags.flatMap((isBatch, axis) => (isBatch ? [axis] : []));
  if (flagged.length > 1) throw new Mixed();
  const [told] = flagged;
  if (told !== undefined) return inside(look, output, told);
  const old = look.at(0)?.axis ?? 0;
  if (wanted[old] === 0 && intOf(node, "allowzero", 0) === 0) return inside(look, output, old);
  if (one.fixedBatch > 1 && wanted[0] === one.fixedBatch && output[0] === 1) return inside(look, output, 0);
  return inside(look, output, wanted.indexOf(-1));
};

const flatten: PlaceRule = (look, output) => {
  const axis = intOf(look.node, "axis", 1);
  const cut = axis < 0 ? axis + look.dims(0).length : axis;
  return inside(look, output, (look.at(0)?.axis ?? 0) < cut ? 0 : 1);
};

const squeeze: PlaceRule = (look) => {
  const rank = look.dims(0).length;
  const gone = (look.numbers(1) ?? intsOf(look.node, "axes"))?.map((each) => (each < 0 ? each + rank : each));
  const place = look.at(0);
  // Without a list it depends on the batch whether its axis goes.
  if (place === undefined || gone === undefined || gone.includes(place.axis)) throw new Mixed();
  return { ...place, axis: place.axis - gone.filter((each) => each < place.axis).length };
};

const unsqueeze: PlaceRule = (look, output) => {
  const given = look.numbers(1) ?? intsOf(look.node, "axes") ?? [];
  const added = given.map((each) => (each < 0 ? each + output.length : each));
  const old = output.flatMap((_, axis) => (added.includes(axis) ? [] : [axis]));
  const place = look.at(0);
  return place === undefined ? undefined : { ...place, axis: old[place.axis] ?? 0 };
};

/** Sets and rows of a product are independent of each other, columns too; what is summed is not. */
const matmul: PlaceRule = (look, output) => {
  const [a, b] = [look.at(0), look.at(1)];
  const [rankA, rankB] = [look.dims(0).length, look.dims(1).length];
  const left = a === undefined ? undefined : { ...a, axis: a.axis - rankA };
  const right = b === undefined ? undefined : { ...b, axis: b.axis - rankB };
  if (rankA < 2 || rankB < 2 || left?.axis === -1 || right?.axis === -2) throw new Mixed();
  if (left !== undefined && right !== undefined && (left.axis > -3 || right.axis > -3)) throw new Mixed();
  const found = [left, right].flatMap((each) =>
    each === undefined ? [] : [{ ...each, axis: each.axis + output.length }],
  );
  return agreed(found, ({ axis }) => {
    const fromEnd = axis - output.length;
    const isSingle = (dims: readonly number[]) => fromEnd >= -2 || (dims[fromEnd + dims.length] ?? 1) === 1;
    return (a !== undefined || isSingle(look.dims(0))) && (b !== undefined || isSingle(look.dims(1)));
  });
};

const gemm: PlaceRule = (look) => {
  const [a, b, c] = [look.at(0), look.at(1), look.at(2)];
  const rows = intOf(look.node, "transA", 0) === 1 ? 1 : 0;
  const isWhole = a?.axis === rows && b === undefined;
  const fits = c === undefined ? (look.dims(2).at(-2) ?? 1) === 1 : c.axis === 0 && c.outer === a?.outer;
  if (!isWhole || !fits || a === undefined) throw new Mixed();
  return { axis: 0, outer: a.outer };
};

const attention: PlaceRule = (look, output) => {
  const [q, k, v] = [look.at(0), look.at(1), look.at(2)];
  const rank = output.length;
  if (q !== undefined && q.axis === rank - 2 && k === undefined && v === undefined) return q;
  const found = [q, k, v].flatMap((each) => each ?? []);
  return agreed(
    found,
    ({ axis }) =>
      axis < rank - 2 && [0, 1, 2].every((index) => look.at(index) !== undefined || look.dims(index)[axis] === 1),
  );
};

const gather: PlaceRule = (look) => {
  const [table, ids] = [look.at(0), look.at(1)];
  const rank = look.dims(0).length;
  const given = intOf(look.node, "axis", 0);
  const axis = given < 0 ? given + rank : given;
  if (table !== undefined && ids !== undefined) throw new Mixed();
  if (ids !== undefined) return { ...ids, axis: ids.axis + axis };
  if (table === undefined || table.axis === axis) throw new Mixed();
  return table.axis < axis ? table : { ...table, axis: table.axis + look.dims(1).length - 1 };
};

const slice: PlaceRule = (look, output) => {
  const place = kept(look, output);
  const starts = look.numbers(1) ?? intsOf(look.node, "starts") ?? [];
  const ends = look.numbers(2) ?? intsOf(look.node, "ends") ?? [];
  const rank = look.dims(0).length;
  const axes = look.numbers(3) ?? intsOf(look.node, "axes") ?? starts.map((_, index) => index);
  const steps = look.numbers(4) ?? [];
  const isCut = axes.some(
    (each, index) =>
      (each < 0 ? each + rank : each) === place?.axis &&
      (starts[index] !== 0 || (ends[index] ?? 0) < 2 ** 31 - 1 || (steps[index] ?? 1) !== 1),
  );
  if (isCut) throw new Mixed();
  return place;
};

const einsum: PlaceRule = (look, output) => {
  const [left = "", right = ""] = textOf(look.node, "equation", "").replaceAll(" ", "").split("->");
  const terms = left.split(",");
  const letters = look.node.inputs.flatMap((_, index) => {
    const place = look.at(index);
    return place === undefined ? [] : [{ letter: terms[index]?.[place.axis] ?? "", outer: place.outer }];
  });
  const [first] = letters;
  if (first === undefined || left.includes(".") || !letters.every((each) => each.letter === first.letter))
    throw new Mixed();
  const isShared = terms.some((term, index) => look.at(index) === undefined && term.includes(first.letter));
  const axis = right.indexOf(first.letter);
  if (isShared || axis < 0 || axis >= output.length || letters.some(({ outer }) => outer !== first.outer))
    throw new Mixed();
  return { axis, outer: first.outer };
};

const concat: PlaceRule = (look, output) => {
  const place = spread(look, output);
  const axis = intOf(look.node, "axis", 1);
  if ((axis < 0 ? axis + output.length : axis) === place?.axis) throw new Mixed();
  return place;
};

const rulesFor = (rule: PlaceRule, names: string) => Object.fromEntries(names.split(" ").map((name) => [name, rule]));

/** Operators that have no rule count as mixing. */
const placeRules: Readonly<Record<string, PlaceRule>> = {
  ...rulesFor(
    kept,
    "Relu Sigmoid Tanh HardSwish Mish Softplus Gelu Silu Swish LeakyRelu Elu HardSigmoid Clip Identity Dropout Cast CastLike Abs Exp " +
      "Log Sqrt Erf Reciprocal Neg QuickGelu FastGelu QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearSigmoid QLinearLeakyRelu Tile",
  ),
  ...rulesFor(
    images,
    "Conv ConvTranspose QLinearConv ConvInteger BatchNormalization InstanceNormalization GroupNormalization GroupNorm LRN MaxPool " +
      "AveragePool GlobalAveragePool GlobalMaxPool QLinearAveragePool QLinearGlobalAveragePool Resize Upsample DepthToSpace SpaceToDepth Pad PRelu",
  ),
  ...rulesFor(spread, "Add Sub Mul Div Sum Max Min Pow Expand QLinearAdd QLinearMul"),
  ...rulesFor(reduction, "ReduceMean ReduceSum ReduceMax ReduceMin ReduceL2 ReduceL1 ReduceSumSquare ReduceProd"),
  ...rulesFor(exponential, "Softmax LogSoftmax"),
  ...rulesFor(concat, "Concat QLinearConcat"),
  ...rulesFor(
    apart((_look, rank) => [rank - 1]),
    "QLinearMatMul MatMulInteger QGemm",
  ),
  QLinearSoftmax: alongOne(-1),
  Split: alongOne(0),
  LayerNormalization: apart(({ node }, rank) => from(intOf(node, "axis", -1), rank)),
  LayerNorm: apart(({ node }) => intsOf(node, "axes")),
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  MatMul: matmul,
  Gemm: gemm,
  Attention: attention,
  Gather: gather,
  Slice: slice,
  Einsum: einsum,
};
