import { zooIndex, zooTexts } from "ridge:shipped";
import type { Source } from "../core/source.ts";

/** One network of the zoo: a net of a shipped file, some of its parameters fixed. */
export interface ZooEntry {
  readonly name: string;
  /** Below `zoo/`: `mobilenet_v2/network.arch`. */
  readonly file: string;
  /** Needed only when the file declares several nets. */
  readonly net: string | undefined;
  /** Parameters fixed for this network, as expression texts. */
  readonly bind: Readonly<Record<string, string>>;
  /** The name that reports show; the net's own unless given. */
  readonly title: string | undefined;
  /** One line on what it is. */
  readonly about: string | undefined;
}

let entries: ReadonlyMap<string, ZooEntry> | undefined;

/** Every network of the zoo by name: those of `zoo/index.json`, and folders that it does not mention under their own name. */
export function zooEntries(): ReadonlyMap<string, ZooEntry> {
  entries ??= readEntries();
  return entries;
}

function readEntries(): ReadonlyMap<string, ZooEntry> {
  const found = new Map<string, ZooEntry>();
  for (const [name, record] of namedRecords(zooIndex)) {
    const file = fileOf(textOf(record.file) ?? textOf(record.network) ?? name);
    if (file === undefined) continue;
    found.set(name, {
      name,
      file,
      net: textOf(record.net),
      bind: textsOf(record.bind),
      title: textOf(record.title),
      about: textOf(record.about) ?? textOf(record.description),
    });
  }
  const used = new Set([...found.values()].map((each) => each.file));
  for (const file of Object.keys(zooTexts)) {
    const name = file.split("/").slice(0, -1).join("/");
    if (!used.has(file)) found.set(name, { name, file, net: undefined, bind: {}, title: undefined, about: undefined });
  }
  return found;
}

type JsonRecord = Readonly<Record<string, unknown>>;

/** The index is an object by name, or a list of records with a `name`, perhaps below `networks`. */
function namedRecords(index: unknown): readonly (readonly [string, JsonRecord])[] {
  const content = isRecord(index) && index.networks !== undefined ? index.networks : index;
  if (Array.isArray(content)) {
    return content.flatMap((each: unknown) => {
      const name = isRecord(each) ? textOf(each.name) : undefined;
      return isRecord(each) && name !== undefined ? [[name, each] as const] : [];
    });
  }
  if (!isRecord(content)) return [];
  return Object.entries(content).flatMap(([name, each]) => (isRecord(each) ? [[name, each] as const] : []));
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

/** The file behind what the index says: a path below `zoo/`, with or without `zoo/` or `network.arch`. */
function fileOf(text: string): string | undefined {
  const bare = text.replace(/^zoo\//, "");
  return [bare, `${bare}/network.arch`].find((path) => Object.hasOwn(zooTexts, path));
}

/** The network of a name; undefined when there is none. */
export function zooEntry(name: string): ZooEntry | undefined {
  return zooEntries().get(name);
}

const sources = new Map<string, Source>();

/** The text of an entry's file, the same object each time. */
export function zooSource(entry: ZooEntry): Source {
  const known = sources.get(entry.file);
  if (known !== undefined) return known;
  const source = { name: `zoo/${entry.file}`, text: zooTexts[entry.file] ?? "" };
  sources.set(entry.file, source);
  return source;
}
