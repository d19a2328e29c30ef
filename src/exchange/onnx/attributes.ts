import { refuse } from "./fault.ts";
import type { OnnxNode } from "./model.ts";

/** Longest list of axes, sizes and the like. */
export const longestList = 4096;

/** An integer attribute; numbers beyond 2^53 do not occur in graphs that make sense and end up as such. */
export function intOf(node: OnnxNode, name: string, fallback: number): number {
  const found = node.attributes.get(name)?.int;
  return found === undefined ? fallback : Number(found);
}

export function intsOf(node: OnnxNode, name: string): readonly number[] | undefined {
  const found = node.attributes.get(name);
  if (found === undefined) return undefined;
  if (found.ints.length > longestList) refuse("onnx/too-many-parts", { limit: longestList });
  return found.ints.length === 0 && found.int !== undefined ? [Number(found.int)] : found.ints.map(Number);
}

export function floatOf(node: OnnxNode, name: string, fallback: number): number {
  return node.attributes.get(name)?.float ?? fallback;
}

export function textOf(node: OnnxNode, name: string, fallback: string): string {
  return node.attributes.get(name)?.text ?? fallback;
}

/** An axis counted from the end where it is negative; undefined when there is no such axis. */
export function axisIn(axis: number, rank: number): number | undefined {
  const found = axis < 0 ? axis + rank : axis;
  return Number.isInteger(found) && found >= 0 && found < rank ? found : undefined;
}
