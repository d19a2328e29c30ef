import { zooIndex, zooTexts } from "ridge:shipped";
import { InternalError } from "../core/internal-error.ts";
import type { Source } from "../core/source.ts";
import { type Spelling, type SpellingWord, spellingWords } from "../cost/index.ts";
import type { ElaborateRequest } from "../model/index.ts";

/** One network of the zoo: a net of a shipped file, some of its parameters fixed. */
export interface ZooEntry {
  /** What the command line and imports call it. */
  readonly name: string;
  /** Below `zoo/`: `mobilenet_v2/network.arch`. */
  readonly file: string;
  /** Needed only when the file declares several nets. */
  readonly net: string | undefined;
  /** The name that reports show; the net's own unless given. */
  readonly network: string | undefined;
  /** Parameters fixed for this network, as expression texts. */
  readonly bind: Readonly<Record<string, string>>;
  /** How the reference model is written, for conventions that depend on it. */
  readonly spelling: Spelling;
  readonly title: string;
  /** What the network is called elsewhere, each name with the parameters that it sets. */
  readonly also: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where the network was published. */
  readonly source: string | undefined;
  /** What the published network has besides and its default costs leave out; undefined when nothing is. */
  readonly excludes: string | undefined;
  /** Which published figures the network does not reproduce, and by how much; undefined when it does. */
  readonly differs: string | undefined;
}

let entries: ReadonlyMap<string, ZooEntry> | undefined;

/**
 * The networks of `zoo/index.json` by name, in its order.
 *
 * @example zooEntries().has("mobilenet_v2")  // true
 */
export function zooEntries(): ReadonlyMap<string, ZooEntry> {
  entries ??= new Map(
    Object.entries(recordOf(zooIndex)).map(([name, record]) => [name, readEntry(name, recordOf(record))]),
  );
  return entries;
}

function readEntry(name: string, record: Readonly<Record<string, unknown>>): ZooEntry {
  return {
    name,
    file: textOf(record.file) ?? `${name}/network.arch`,
    net: textOf(record.net),
    network: textOf(record.name),
    bind: textsOf(record.bind),
    spelling: Object.fromEntries(
      Object.entries(recordOf(record.spelling)).map(([key, word]) => [key, spellingWord(name, word)]),
    ),
    title: textOf(record.title) ?? name,
    also: Object.fromEntries(Object.entries(recordOf(record.also)).map(([other, set]) => [other, textsOf(set)])),
    source: textOf(record.source),
    excludes: textOf(record.excludes),
    differs: textOf(record.differs),
  };
}

function spellingWord(network: string, text: unknown): SpellingWord {
  const word = spellingWords.find((each) => each === text);
  if (word === undefined) throw new InternalError("zoo", `${network}: no spelling ${String(text)}`);
  return word;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(recordOf(value)).map(([key, text]) => [key, String(text)]));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/**
 * The network of a name; undefined when there is none.
 *
 * @example zooEntry("mobilenet_v1").source  // "arXiv:1704.04861"
 * @example zooEntry("lenet")  // undefined
 */
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

/**
 * What to elaborate for a network of the zoo; a loader for its imports and the settings are the caller's.
 *
 * @example zooRequest(zooEntry("mobilenet_v1")).net  // "MobileNetV1"
 */
export function zooRequest(entry: ZooEntry): Pick<ElaborateRequest, "source" | "net" | "name" | "bind"> {
  return { source: zooSource(entry), net: entry.net, name: entry.network, bind: entry.bind };
}
