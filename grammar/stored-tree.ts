import type { Source } from "../src/core/index.ts";

/*
 * Trees as JSON text, so that texts known when Ridge is built are never parsed again. A value is
 *   a list             [0, ...items]
 *   a span             [1, start, end]
 *   a big integer      [2, "digits"]
 *   any other object   [3 + shape, ...values], where a shape is its list of keys
 *   a string, number or boolean as it is.
 */

interface StoredTree {
  readonly shapes: readonly (readonly string[])[];
  readonly root: unknown;
}

const listTag = 0;
const spanTag = 1;
const bigintTag = 2;
const firstShapeTag = 3;

/** The text that `restoreTree` reads. All spans must be of one source, which is left out. */
export function storeTree(tree: unknown): string {
  const shapes = new Map<string, number>();
  const store = (value: unknown): unknown => {
    if (typeof value === "bigint") return [bigintTag, String(value)];
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return [listTag, ...value.map(store)];
    if ("source" in value && "start" in value && "end" in value) return [spanTag, value.start, value.end];
    const shape = JSON.stringify(Object.keys(value));
    const index = shapes.get(shape) ?? shapes.size;
    shapes.set(shape, index);
    return [firstShapeTag + index, ...Object.values(value).map(store)];
  };
  const root = store(tree);
  const stored: StoredTree = { shapes: [...shapes.keys()].map((each) => JSON.parse(each)), root };
  return JSON.stringify(stored);
}

/** The tree behind a stored text, its spans pointing into `source`. Law: restoring what was stored gives an equal tree. */
export function restoreTree(stored: string, source: Source): unknown {
  const { shapes, root }: StoredTree = JSON.parse(stored);
  const restore = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    const [tag, first, second] = value;
    if (tag === listTag) return value.slice(1).map(restore);
    if (tag === spanTag) return { source, start: first, end: second };
    if (tag === bigintTag) return BigInt(first);
    const node: Record<string, unknown> = {};
    let index = 0;
    for (const key of shapes[tag - firstShapeTag] ?? []) node[key] = restore(value[++index]);
    return node;
  };
  return restore(root);
}
