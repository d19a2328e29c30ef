import { axisIn, intOf, intsOf, longestList, textOf } from "./attributes.ts";
import {
  type Constant,
  computed,
  float32,
  int64,
  integersConstant,
  moved,
  offsetIn,
  storedConstant,
  stridesOf,
  transposed,
  withDims,
} from "./constant.ts";
import { elementTypes } from "./data-type.ts";
import { refuse } from "./fault.ts";
import { reductionFolds } from "./fold-reduction.ts";
import type { Folding, FoldRule } from "./fold-rule.ts";
import { type OnnxNode, placeOf } from "./model.ts";
import { dequantize, widthOf } from "./ops/quantized.ts";
import { elementCount, type Numbers } from "./tensor.ts";

/** Whether an operator can be computed where all its inputs are known. */
export function canFold({ domain, opType }: OnnxNode): boolean {
  return domain === "" && (opType === "Shape" || Object.hasOwn(foldRules, opType));
}

/** Outputs of a node whose inputs are all known; undefined where there is no rule for it. */
export function fold(
  node: OnnxNode,
  inputs: readonly (Constant | undefined)[],
  folding: Folding,
): readonly Constant[] | undefined {
  const rule = node.domain === "" && Object.hasOwn(foldRules, node.opType) ? foldRules[node.opType] : undefined;
  return rule?.(node.name === "" ? { ...node, name: placeOf(node) } : node, inputs, folding);
}

const binary =
  (apply: (a: number, b: number) => number, isBool = false): FoldRule =>
  (node, inputs, folding) => {
    const [a, b] = inputs;
    if (a === undefined || b === undefined) return folding.mismatch("an input is missing");
    const dims = spreadDims(a.dims, b.dims, folding);
    const [atA, atB] = [spreadOffset(a.dims, dims), spreadOffset(b.dims, dims)];
    const type = isBool ? boolType : a.type;
    const whole = type.kind !== "float";
    const compute = (into: Numbers) => {
      const [left, right] = [a.values(), b.values()];
      for (let at = 0; at < into.length; at++) {
        const value = apply(left[atA(at)] ?? 0, right[atB(at)] ?? 0);
        into[at] = whole ? Math.trunc(value) : value;
      }
    };
    const learned = isBool ? undefined : learnedOf([a, b], elementCount(dims, node.name));
    return [computed(dims, type, compute, folding.budget, node.name, learned)];
  };

/** Learned tensors make a learned tensor; each of them counts with the elements that the file stores, however many the result has. */
function learnedOf(inputs: readonly Constant[], count: number): Parameters<typeof computed>[5] {
  const learned = inputs.filter((each) => each.isLearned);
  if (learned.length === 0) return undefined;
  const stored = learned.reduce((sum, each) => sum + (each.distinct ?? each.count), 0);
  return { source: undefined, isLearned: true, distinct: stored === count ? undefined : stored };
}

/** An operator of any number of inputs, from left to right. */
const several =
  (rule: FoldRule): FoldRule =>
  (node, inputs, folding) => {
    let made = inputs.slice(0, 1);
    for (const next of inputs.slice(1)) made = [...(rule(node, [...made, next], folding) ?? [])];
    return made.flatMap((each) => each ?? []);
  };

/** The nearest whole number; halves go to the even one. */
function roundedToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

const unary =
  (apply: (x: number) => number, keepsLearned = true): FoldRule =>
  (node, [a], folding) => {
    if (a === undefined) return folding.mismatch("its input is missing");
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++) into[at] = apply(values[at] ?? 0);
    };
    const learned = keepsLearned ? learnedOf([a], a.count) : undefined;
    return [computed(a.dims, a.type, compute, folding.budget, node.name, learned)];
  };

/** Most indices of a lookup whose repetitions are counted. */
const largestLookup = 2 ** 24;

const boolType = elementTypes.get(9) ?? int64;
const same: FoldRule = (_node, [a]) => (a === undefined ? undefined : [a]);

/** Element types by what `Cast` calls them. */
const castType = (node: OnnxNode) => elementTypes.get(intOf(node, "to", 1));

const foldRules: Readonly<Record<string, FoldRule>> = {
  Constant: (node, _inputs, folding) => {
    const { attributes } = node;
    const tensor = (attributes.get("value") ?? attributes.get("sparse_value"))?.tensor;
    if (tensor !== undefined) return [storedConstant({ ...folding.check(tensor), name: "" }, false)];
    const ints = intsOf(node, "value_ints");
    if (ints !== undefined) return [integersConstant(ints, folding.budget, node.name)];
    const int = attributes.get("value_int")?.int;
    if (int !== undefined) return [withDims(integersConstant([Number(int)], folding.budget, node.name), [])];
    const float = attributes.get("value_float")?.float;
    const floats = float === undefined ? attributes.get("value_floats")?.floats : [float];
    if (floats === undefined) return undefined;
    const made = computed([floats.length], float32, (into) => into.set(floats), folding.budget, node.name);
    return [float === undefined ? made : withDims(made, [])];
  },
  Identity: same,
  Dropout: same,
  CastLike: same,
  Cast: (node, [a], folding) => {
    const type = castType(node);
    if (a === undefined || type === undefined) return undefined;
    if (type === a.type || (type.kind === "float" && a.type.kind === "float")) return [{ ...a, type }];
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++)
        into[at] = type.kind === "float" ? (values[at] ?? 0) : Math.trunc(values[at] ?? 0);
    };
    return [computed(a.dims, type, compute, folding.budget, node.name)];
  },
  Shape: (node, [a], folding) => (a === undefined ? undefined : [shapeOf(node, a.dims, folding)]),
  Size: (node, [a], folding) =>
    a === undefined ? undefined : [withDims(integersConstant([a.count], folding.budget, node.name), [])],
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Pow: binary((a, b) => a ** b),
  // `fmod` takes the sign of the dividend.
  Mod: (node, inputs, folding) =>
    binary(intOf(node, "fmod", 0) === 1 ? (a, b) => a % b : (a, b) => a - Math.floor(a / b) * b)(node, inputs, folding),
  Min: several(binary(Math.min)),
  Max: several(binary(Math.max)),
  Equal: binary((a, b) => Number(a === b), true),
  Greater: binary((a, b) => Number(a > b), true),
  GreaterOrEqual: binary((a, b) => Number(a >= b), true),
  Less: binary((a, b) => Number(a < b), true),
  LessOrEqual: binary((a, b) => Number(a <= b), true),
  And: binary((a, b) => Number(a !== 0 && b !== 0), true),
  Or: binary((a, b) => Number(a !== 0 || b !== 0), true),
  Not: unary((a) => Number(a === 0), false),
  Neg: unary((a) => -a),
  Abs: unary(Math.abs),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(roundedToEven),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((a) => 1 / a),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  // Tables of positions, which nobody has learned, whatever their frequencies are stored as.
  Sin: unary(Math.sin, false),
  Cos: unary(Math.cos, false),
  Where: (node, [condition, a, b], folding) => {
    if (condition === undefined || a === undefined || b === undefined) return undefined;
    const dims = spreadDims(spreadDims(condition.dims, a.dims, folding), b.dims, folding);
    const [atC, atA, atB] = [condition, a, b].map((each) => spreadOffset(each.dims, dims));
    const compute = (into: Numbers) => {
      const [yes, left, right] = [condition.values(), a.values(), b.values()];
      for (let at = 0; at < into.length; at++) {
        into[at] = (yes[atC?.(at) ?? 0] ?? 0) !== 0 ? (left[atA?.(at) ?? 0] ?? 0) : (right[atB?.(at) ?? 0] ?? 0);
      }
    };
    return [computed(dims, a.type, compute, folding.budget, node.name)];
  },
  Gather: (node, [table, ids], folding) => {
    if (table === undefined || ids === undefined) return undefined;
    const axis = axisIn(intOf(node, "axis", 0), table.dims.length);
    if (axis === undefined) return folding.mismatch("there is no such axis");
    const size = table.dims[axis] ?? 1;
    const inner = stridesOf(table.dims)[axis] ?? 1;
    const dims = [...table.dims.slice(0, axis), ...ids.dims, ...table.dims.slice(axis + 1)];
    const count = ids.count;
    const at = (index: number) => {
      const [outer, rest] = [Math.floor(index / (inner * count)), index % (inner * count)];
      const id = ids.values()[Math.floor(rest / inner)] ?? 0;
      return (outer * size + (id < 0 ? id + size : id)) * inner + (rest % inner);
    };
    const taken = count > largestLookup ? count : new Set(ids.values()).size;
    return [
      moved(table, dims, at, folding.budget, node.name, (table.count / Math.max(size, 1)) * Math.min(taken, size)),
    ];
  },
  Concat: (node, inputs, folding) => {
    const known = inputs.flatMap((each) => each ?? []);
    const [first] = known;
    const axis = first === undefined ? undefined : axisIn(intOf(node, "axis", 0), first.dims.length);
    if (first === undefined || axis === undefined) return folding.mismatch("there is no such axis");
    const others = (each: Constant) => each.dims.filter((_, index) => index !== axis).join();
    if (known.some((each) => others(each) !== others(first))) return folding.mismatch("its inputs do not fit");
    const total = known.reduce((sum, each) => sum + (each.dims[axis] ?? 1), 0);
    const dims = first.dims.map((each, index) => (index === axis ? total : each));
    const inner = stridesOf(first.dims)[axis] ?? 1;
    const compute = (into: Numbers) => {
      let start = 0;
      for (const each of known) {
        const row = (each.dims[axis] ?? 1) * inner;
        const values = each.values();
        for (let at = 0; at < values.length; at++)
          into[Math.floor(at / row) * total * inner + start + (at % row)] = values[at] ?? 0;
        start += row;
      }
    };
    const isLearned = known.some((each) => each.isLearned);
    const stored = known.reduce((sum, each) => sum + (each.isLearned ? (each.distinct ?? each.count) : 0), 0);
    const distinct = isLearned && stored < elementCount(dims, node.name) ? stored : undefined;
    return [computed(dims, first.type, compute, folding.budget, node.name, { source: undefined, isLearned, distinct })];
  },
  Slice: (node, [a, starts, ends, axes, steps], folding) => {
    if (a === undefined) return undefined;
    const list = (known: Constant | undefined, name: string) =>
      known === undefined ? intsOf(node, name) : listed(known);
    const from = list(starts, "starts") ?? [];
    const to = list(ends, "ends") ?? [];
    const along = list(axes, "axes") ?? from.map((_, index) => index);
    const by = steps === undefined ? from.map(() => 1) : listed(steps);
    const strides = stridesOf(a.dims);
    const dims = [...a.dims];
    const moves = [...strides];
    let start = 0;
    for (const [index, given] of along.entries()) {
      const axis = axisIn(given, a.dims.length);
      const step = by[index] ?? 1;
      if (axis === undefined || step === 0) return folding.mismatch("there is no such axis");
      const size = a.dims[axis] ?? 1;
      const place = (each: number, low: number, high: number) =>
        Math.min(Math.max(each < 0 ? each + size : each, low), high);
      const first = step > 0 ? place(from[index] ?? 0, 0, size) : place(from[index] ?? 0, 0, size - 1);
      const last = step > 0 ? place(to[index] ?? size, 0, size) : place(to[index] ?? -1 - size, -1, size - 1);
      dims[axis] = Math.max(0, Math.ceil((last - first) / step));
      start += first * (strides[axis] ?? 1);
      moves[axis] = (strides[axis] ?? 1) * step;
    }
    return [moved(a, dims, offsetIn(dims, moves, start), folding.budget, node.name)];
  },
  Reshape: (node, [a, shape], folding) => {
    if (a === undefined) return undefined;
    const wanted = shape === undefined ? (intsOf(node, "shape") ?? []) : listed(shape);
    const kept = wanted.map((each, index) => (each === 0 ? (a.dims[index] ?? 0) : each));
    const known = kept.filter((each) => each !== -1).reduce((product, each) => product * each, 1);
    const dims = kept.map((each) => (each === -1 ? a.count / known : each));
    const fits = dims.every((each) => Number.isInteger(each) && each >= 0) && elementCount(dims, node.name) === a.count;
    return fits
      ? [withDims(a, dims)]
      : folding.mismatch(`${a.dims.join("x")} cannot be read as [${wanted.join(", ")}]`);
  },
  Flatten: (node, [a]) => {
    if (a === undefined) return undefined;
    const axis = intOf(node, "axis", 1);
    const before = a.dims.slice(0, axis < 0 ? axis + a.dims.length : axis).reduce((product, each) => product * each, 1);
    return [withDims(a, [before, before === 0 ? 0 : a.count / before])];
  },
  Squeeze: (node, [a, axes]) => {
    if (a === undefined) return undefined;
    const given = axes === undefined ? intsOf(node, "axes") : listed(axes);
    const gone = given?.map((each) => (each < 0 ? each + a.dims.length : each));
    return [
      withDims(
        a,
        a.dims.filter((size, index) => size !== 1 || (gone !== undefined && !gone.includes(index))),
      ),
    ];
  },
  Unsqueeze: (node, [a, axes]) => {
    if (a === undefined) return undefined;
    const given = axes === undefined ? (intsOf(node, "axes") ?? []) : listed(axes);
    const rank = a.dims.length + given.length;
    const places = given.map((each) => (each < 0 ? each + rank : each));
    const rest = [...a.dims];
    return [
      withDims(
        a,
        Array.from({ length: rank }, (_, index) => (places.includes(index) ? 1 : (rest.shift() ?? 1))),
      ),
    ];
  },
  Transpose: (node, [a], folding) => {
    if (a === undefined) return undefined;
    const rank = a.dims.length;
    const order = intsOf(node, "perm") ?? Array.from({ length: rank }, (_, index) => rank - 1 - index);
    const isOrder =
      order.length === rank && new Set(order).size === rank && order.every((each) => each >= 0 && each < rank);
    return isOrder
      ? [transposed(a, order, folding.budget, node.name)]
      : folding.mismatch("`perm` is no order of its axes");
  },
  Expand: (node, [a, shape], folding) => {
    if (a === undefined || shape === undefined) return undefined;
    const dims = spreadDims(a.dims, listed(shape), folding);
    if (elementCount(dims, node.name) === a.count) return [withDims(a, dims)];
    return [moved(a, dims, spreadOffset(a.dims, dims), folding.budget, node.name, a.count)];
  },
  Tile: (node, [a, repeats], folding) => {
    if (a === undefined || repeats === undefined) return undefined;
    const times = listed(repeats);
    const dims = a.dims.map((each, index) => each * (times[index] ?? 1));
    const [own, strides] = [stridesOf(dims), stridesOf(a.dims)];
    const at = (index: number) =>
      a.dims.reduce((sum, size, axis) => sum + (Math.floor(index / (own[axis] ?? 1)) % size) * (strides[axis] ?? 1), 0);
    return [moved(a, dims, at, folding.budget, node.name, a.count)];
  },
  ConstantOfShape: (node, [shape], folding) => {
    if (shape === undefined) return undefined;
    const tensor = node.attributes.get("value")?.tensor;
    const value = tensor === undefined ? undefined : folding.check(tensor);
    const dims = listed(shape);
    if (dims.some((each) => each < 0)) return folding.mismatch("a dimension is negative");
    const fill = () => value?.values()[0] ?? 0;
    return [computed(dims, value?.type ?? float32, (into) => into.fill(fill()), folding.budget, node.name)];
  },
  Range: (node, [start, limit, step], folding) => {
    if (start === undefined || limit === undefined || step === undefined) return undefined;
    const [from = 0, to = 0, by = 1] = [start, limit, step].map((each) => each.values()[0]);
    if (by === 0) return folding.mismatch("its step is 0");
    const count = Math.max(0, Math.ceil((to - from) / by));
    const compute = (into: Numbers) => {
      for (let at = 0; at < into.length; at++) into[at] = from + at * by;
    };
    return [computed([count], start.type, compute, folding.budget, node.name)];
  },
  Sign: unary(Math.sign),
  Relu: unary((a) => Math.max(a, 0)),
  Sigmoid: unary((a) => 1 / (1 + Math.exp(-a))),
  Softplus: unary((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))),
  Tanh: unary(Math.tanh),
  CumSum: (node, [a, axisAt], folding) => {
    if (a === undefined || axisAt === undefined) return undefined;
    const axis = axisIn(axisAt.values()[0] ?? 0, a.dims.length);
    if (axis === undefined) return folding.mismatch("there is no such axis");
    if (intOf(node, "exclusive", 0) !== 0 || intOf(node, "reverse", 0) !== 0) return undefined;
    const stride = stridesOf(a.dims)[axis] ?? 1;
    const size = a.dims[axis] ?? 1;
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++) {
        const before = Math.floor(at / stride) % size === 0 ? 0 : (into[at - stride] ?? 0);
        into[at] = before + (values[at] ?? 0);
      }
    };
    return [computed(a.dims, a.type, compute, folding.budget, node.name)];
  },
  ScatterND: (node, [data, indices, updates], folding) => {
    if (data === undefined || indices === undefined || updates === undefined) return undefined;
    if (textOf(node, "reduction", "none") !== "none") return undefined;
    const depth = indices.dims.at(-1) ?? 1;
    if (depth > data.dims.length) return folding.mismatch("its indices have too many columns");
    const strides = stridesOf(data.dims);
    const block = data.dims.slice(depth).reduce((product, each) => product * each, 1);
    const rows = depth === 0 ? 1 : indices.count / depth;
    if (rows * block !== updates.count) return folding.mismatch("its updates do not fit its indices");
    const compute = (into: Numbers) => {
      into.set(data.values());
      const [places, values] = [indices.values(), updates.values()];
      for (let row = 0; row < rows; row++) {
        let start = 0;
        for (let column = 0; column < depth; column++) {
          const place = places[row * depth + column] ?? 0;
          start += (place < 0 ? place + (data.dims[column] ?? 0) : place) * (strides[column] ?? 1);
        }
        if (start < 0 || start + block > into.length) folding.mismatch("an index lies outside of its tensor");
        into.set(values.subarray(row * block, (row + 1) * block), start);
      }
    };
    return [computed(data.dims, data.type, compute, folding.budget, node.name)];
  },
  Trilu: (node, [a, offset], folding) => {
    if (a === undefined) return undefined;
    const [rows = 1, columns = 1] = a.dims.slice(-2);
    const k = offset?.values()[0] ?? 0;
    const isUpper = intOf(node, "upper", 1) === 1;
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++) {
        const distance = (at % columns) - (Math.floor(at / columns) % rows) - k;
        into[at] = (isUpper ? distance >= 0 : distance <= 0) ? (values[at] ?? 0) : 0;
      }
    };
    return [computed(a.dims, a.type, compute, folding.budget, node.name)];
  },
  ...reductionFolds,
  Split: (node, [a, sizes], folding) => {
    if (a === undefined) return undefined;
    const axis = axisIn(intOf(node, "axis", 0), a.dims.length);
    if (axis === undefined) return folding.mismatch("there is no such axis");
    const size = a.dims[axis] ?? 1;
    const given = sizes === undefined ? intsOf(node, "split") : listed(sizes);
    const parts = given ?? node.outputs.map(() => size / node.outputs.length);
    const strides = stridesOf(a.dims);
    let from = 0;
    return parts.map((part) => {
      const dims = a.dims.map((each, index) => (index === axis ? part : each));
      const made = moved(a, dims, offsetIn(dims, strides, from * (strides[axis] ?? 1)), folding.budget, node.name);
      from += part;
      return made;
    });
  },
  QuantizeLinear: (_node, [a, _scale, zero]) =>
    a === undefined ? undefined : [{ ...a, quantized: zero === undefined ? "int8" : (widthOf(zero) ?? "int8") }],
  DequantizeLinear: (node, [a, scale, zero], folding) => {
    if (a === undefined || scale === undefined) return undefined;
    // Weights that are stored as numbers and quantised by the graph.
    if (a.type.kind === "float") return [a];
    const axis = axisIn(intOf(node, "axis", 1), a.dims.length) ?? 0;
    return [dequantize(a, scale, zero, scale.count > 1 ? axis : 0, folding.budget)];
  },
};

/** Operators that can be computed where all their inputs are known. */
export const foldable: readonly string[] = Object.keys(foldRules);

/** A short list of numbers. */
function listed(constant: Constant): readonly number[] {
  if (constant.count > longestList) refuse("onnx/too-many-parts", { limit: longestList });
  return [...constant.values()];
}

/** The dimensions of a tensor as a constant, cut to `start` and `end`. */
export function shapeOf(node: OnnxNode, dims: readonly number[], folding: Folding): Constant {
  const [start, end] = [intOf(node, "start", 0), intOf(node, "end", dims.length)];
  return integersConstant(dims.slice(start, end), folding.budget, node.name);
}

/** The dimensions of two tensors spread over each other. */
function spreadDims(a: readonly number[], b: readonly number[], folding: Folding): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const [left, right] = [a[index - rank + a.length] ?? 1, b[index - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) folding.mismatch(`${a.join("x")} and ${b.join("x")} do not fit`);
    return left === 1 ? right : left;
  });
}

/** Where an element of a spread tensor comes from. */
function spreadOffset(own: readonly number[], dims: readonly number[]): (index: number) => number {
  const strides = stridesOf(own);
  const missing = dims.length - own.length;
  const steps = dims.map((_, axis) =>
    axis < missing || own[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0),
  );
  return offsetIn(dims, steps);
}
