import { axisIn, intOf, intsOf, longestList, textOf } from "./attributes.ts";
import { type Constant, computed, moved, offsetIn, stridesOf, transposed, withDims } from "./constant.ts";
import { refuse } from "./fault.ts";
import type { FoldRule } from "./fold-rule.ts";
import { spreadDims, spreadOffset } from "./fold-spread.ts";
import { elementCount, type Numbers } from "./tensor.ts";

/** Most indices of a lookup whose repetitions are counted. */
const largestLookup = 2 ** 24;

/** What brings elements to other places, or only reads them otherwise. */
export const placeFolds: Readonly<Record<string, FoldRule>> = {
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
};

/** A short list of numbers. */
export function listed(constant: Constant): readonly number[] {
  if (constant.count > longestList) refuse("onnx/too-many-parts", { limit: longestList });
  return [...constant.values()];
}
