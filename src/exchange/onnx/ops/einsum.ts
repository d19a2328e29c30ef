import { textOf } from "../attributes.ts";
import { transposed, withDims } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { type Axis, dimsOf, type Flow, permuted } from "../view.ts";
import { linear, product } from "./linear.ts";

export const einsumRules: Rules = { Einsum: einsum };

/** The letters of one equation: of each factor, and of the result. */
interface Equation {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly result: readonly string[];
}

/** A sum of products of two tensors as one matrix product; of one tensor alone, its axes in another order. */
function einsum(node: OnnxNode, t: Translation): void {
  const text = textOf(node, "equation", "").replace(/\s/g, "");
  const match = /^([A-Za-z]+)(?:,([A-Za-z]+))?->([A-Za-z]*)$/.exec(text);
  if (match === null) throw new Unsupported(`the equation ${text === "" ? "that is missing" : text.slice(0, 40)}`);
  const equation = { first: [...(match[1] ?? "")], second: [...(match[2] ?? "")], result: [...(match[3] ?? "")] };
  const { first, second, result } = equation;
  if ([first, second, result].some((letters) => new Set(letters).size !== letters.length))
    throw new Unsupported("a diagonal");
  if (result.some((letter) => !first.includes(letter) && !second.includes(letter)))
    t.mismatch(`its equation is ${text}`);
  if (node.inputs.length !== (second.length > 0 ? 2 : 1)) t.mismatch(`${node.inputs.length} inputs for ${text}`);
  const a = t.flow(node, 0);
  if (a.axes.length !== first.length) t.mismatch(`${first.length} letters for ${a.axes.length} dimensions`);
  if (second.length > 0) {
    t.set(node.outputs[0], ofTwo(node, t, a, equation));
    return;
  }
  if (first.length !== result.length) throw new Unsupported("a sum over one tensor");
  t.set(
    node.outputs[0],
    permuted(
      a,
      result.map((letter) => first.indexOf(letter)),
    ),
  );
}

function ofTwo(node: OnnxNode, t: Translation, a: Flow, { first, second, result }: Equation): Flow {
  const other = t.input(node, 1);
  const shared = first.filter((letter) => second.includes(letter));
  const sets = shared.filter((letter) => result.includes(letter));
  const summed = shared.filter((letter) => !result.includes(letter));
  const rows = first.filter((letter) => !second.includes(letter));
  const columns = second.filter((letter) => !first.includes(letter));
  if ([...rows, ...columns].some((letter) => !result.includes(letter))) throw new Unsupported("a sum over one factor");
  const joined = (flow: Flow, own: readonly string[], letters: readonly string[]): Axis =>
    letters.flatMap((letter) => flow.axes[own.indexOf(letter)] ?? []);
  const each = (flow: Flow, own: readonly string[], letters: readonly string[]) =>
    letters.map((letter) => flow.axes[own.indexOf(letter)] ?? []);
  const ordered = (flow: Flow, letters: readonly string[]): Flow =>
    permuted(
      flow,
      result.map((letter) => letters.indexOf(letter)),
    );
  if (other?.kind === "constant" && sets.length === 0) {
    if (other.dims.length !== second.length) t.mismatch(`${second.length} letters for ${other.dims.length} dimensions`);
    const order = [...columns, ...summed].map((letter) => second.indexOf(letter));
    const turned = transposed(other, order, t.budget, node.name);
    const sizes = columns.map((letter) => other.dims[second.indexOf(letter)] ?? 1);
    const n = sizes.reduce((all, size) => all * size, 1);
    const depth = n === 0 ? 0 : other.count / n;
    const flat = { ...a, axes: [...each(a, first, rows), joined(a, first, summed)] };
    const made = linear(t, flat, rows.length, withDims(turned, [n, depth]), undefined);
    return ordered(t.reshape(made, [...dimsOf(made).slice(0, -1), ...sizes]), [...rows, ...columns]);
  }
  const b = t.flow(node, 1);
  if (b.axes.length !== second.length) t.mismatch(`${second.length} letters for ${b.axes.length} dimensions`);
  const left = { ...a, axes: [...each(a, first, sets), joined(a, first, rows), joined(a, first, summed)] };
  const right = { ...b, axes: [...each(b, second, sets), joined(b, second, summed), joined(b, second, columns)] };
  const made = product(t, left, right);
  const sizes = [...sets, ...rows].map((letter) => dimsOf(a)[first.indexOf(letter)] ?? 1);
  const wide = columns.map((letter) => dimsOf(b)[second.indexOf(letter)] ?? 1);
  return ordered(t.reshape(made, [...sizes, ...wide]), [...sets, ...rows, ...columns]);
}
