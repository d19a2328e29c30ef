import type { Source, Span } from "../core/source.ts";
import type { MapItem, Tree } from "./read-yaml.ts";

/*
 * Trees of YAML texts as JSON, so that texts known when Ridge is built are never parsed again. A tree is a list that starts with its span,
 * `start, end`; then follows nothing for a scalar that stands in the text as it is, and else
 *   quotes        1: the value is what stands between the first and the last character
 *   other scalars 2, value
 *   a list        3
 *   a mapping     4, then name, start and end of the key, and tree of each item
 */

type Stored = readonly [start: number, end: number, tag?: number, ...rest: unknown[]];

const [quotedTag, valueTag, listTag, mapTag] = [1, 2, 3, 4];

/** The text that `restoreYaml` reads. */
export function storeYaml(tree: Tree): string {
  return JSON.stringify(stored(tree));
}

function stored(tree: Tree): Stored {
  const { start, end, source } = tree.span;
  if (tree.kind === "list") return [start, end, listTag];
  if (tree.kind === "map") {
    const items = [...tree.items].flatMap(([name, { key, value }]) => [name, key.start, key.end, stored(value)]);
    return [start, end, mapTag, ...items];
  }
  if (tree.value === source.text.slice(start, end)) return [start, end];
  if (tree.value === source.text.slice(start + 1, end - 1)) return [start, end, quotedTag];
  return [start, end, valueTag, tree.value];
}

/** The tree behind a stored text, its spans pointing into `source`. Law: restoring what was stored gives an equal tree. */
export function restoreYaml(text: string, source: Source): Tree {
  return restored(JSON.parse(text), source);
}

function restored([start, end, tag, ...rest]: Stored, source: Source): Tree {
  const span: Span = { source, start, end };
  if (tag === listTag) return { kind: "list", span };
  if (tag === valueTag) return { kind: "scalar", value: rest[0], span };
  if (tag === quotedTag) return { kind: "scalar", value: source.text.slice(start + 1, end - 1), span };
  if (tag !== mapTag) return { kind: "scalar", value: source.text.slice(start, end), span };
  const items = new Map<string, MapItem>();
  for (let at = 0; at < rest.length; at += 4) {
    const [name, from, to, value] = rest.slice(at, at + 4) as [string, number, number, Stored];
    items.set(name, { key: { source, start: from, end: to }, value: restored(value, source) });
  }
  return { kind: "map", items, span };
}
