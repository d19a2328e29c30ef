import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source, Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { checkFields } from "./check-fields.ts";
import { type Entries, type Entry, type Gathered, mergeEntries, textEntry } from "./entry.ts";
import { type ProfileKind, profileFields, profileKinds } from "./field-table.ts";
import { treeOf } from "./known-yaml.ts";
import type { ProfileLibrary } from "./profile.ts";
import { type Tree, treeWords } from "./read-yaml.ts";

/** One profile text after checking; references to other profiles are still names. */
export interface ProfileFile {
  readonly kind: ProfileKind;
  readonly source: Source;
  readonly entries: Entries;
}

/** A file that another one names by its path, or why it cannot be had. */
export type NamedFile = { readonly source: Source } | { readonly reason: string };

/** Finds the file of a path that stands in a text. */
export type FileNamed = (path: string, from: Source) => NamedFile;

const folders: Readonly<Record<ProfileKind, string>> = {
  core: "cores",
  dsp: "dsps",
  soc: "socs",
  device: "devices",
  runtime: "runtimes",
  "dsp-runtime": "dsp-runtimes",
};

/** What messages call the kinds. */
export const kindWords: Readonly<Record<ProfileKind, string>> = {
  core: "core",
  dsp: "DSP",
  soc: "SoC",
  device: "device",
  runtime: "runtime",
  "dsp-runtime": "DSP runtime",
};

/** The names of the library's profiles of one kind, in its order. */
export function namesOf(library: ProfileLibrary, kind: ProfileKind): readonly string[] {
  return Object.keys(library).flatMap((path) =>
    path.startsWith(`${folders[kind]}/`) ? [path.slice(folders[kind].length + 1).replace(/\.yaml$/, "")] : [],
  );
}

/** Kind and name of a library's profile by its path: `runtimes/ncnn.yaml`; undefined for a text from elsewhere. */
export function profileAt(path: string): { readonly kind: ProfileKind; readonly name: string } | undefined {
  const [, folder, name = ""] = /^([\w-]+)\/(.+)\.yaml$/.exec(path) ?? [];
  const kind = profileKinds.find((each) => folders[each] === folder);
  return kind === undefined ? undefined : { kind, name };
}

/** What reading a text of a library gave. */
interface ReadText {
  readonly text: string;
  readonly file: ProfileFile | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Texts of each library that were read before, by path. */
const readTexts = new WeakMap<ProfileLibrary, Map<string, ReadText>>();

/** The fields of profiles all of whose bases were found. */
const complete = new WeakMap<ProfileFile, Gathered>();

/**
 * Reads the profiles of a library: each text once, for whatever reader. A reader reports the faults of a text once, however often it is
 * asked for.
 */
export class ProfileReader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly library: ProfileLibrary;
  private readonly reported = new Set<string>();
  private readonly fileNamed: FileNamed | undefined;
  private readonly ownFiles = new Map<Source, ProfileFile | undefined>();

  constructor(library: ProfileLibrary, fileNamed?: FileNamed) {
    this.library = library;
    this.fileNamed = fileNamed;
  }

  /** The names of the library's profiles of one kind. */
  names(kind: ProfileKind): readonly string[] {
    return namesOf(this.library, kind);
  }

  /** The library's profile of a name, or the file of a path; reported at `site` when there is none. */
  named(kind: ProfileKind, name: string, site: Span | undefined): ProfileFile | undefined {
    if (site !== undefined && isPath(name)) return this.fileAt(kind, name, site);
    const path = `${folders[kind]}/${name}.yaml`;
    const text = Object.hasOwn(this.library, path) ? this.library[path] : undefined;
    if (text === undefined) {
      const known = this.names(kind);
      const facts = { kind: kindWords[kind], name, nearest: nearestNames(name, known), known: known.join(", ") };
      this.diagnostics.push(diagnostic("hardware/unknown", facts, site));
      return undefined;
    }
    const { file, diagnostics } = this.readAt(path, text, kind, name);
    if (!this.reported.has(path)) this.diagnostics.push(...diagnostics);
    this.reported.add(path);
    return file;
  }

  private fileAt(kind: ProfileKind, path: string, site: Span): ProfileFile | undefined {
    const found = this.fileNamed?.(path, site.source) ?? { reason: "files can be named in a file alone" };
    if ("reason" in found) {
      this.diagnostics.push(diagnostic("hardware/file", { path, reason: found.reason }, site));
      return undefined;
    }
    const file = this.read(found.source, kind);
    if (file === undefined || file.kind === kind) return file;
    const name = textEntry(file.entries, "name")?.text ?? path;
    const facts = { wanted: `a ${kindWords[kind]}`, found: `the ${kindWords[file.kind]} ${name}` };
    this.diagnostics.push(diagnostic("hardware/misplaced", facts, site));
    return undefined;
  }

  private readAt(path: string, text: string, kind: ProfileKind, name: string): ReadText {
    const texts = readTexts.get(this.library) ?? new Map<string, ReadText>();
    readTexts.set(this.library, texts);
    const before = texts.get(path);
    if (before?.text === text) return before;
    const alone = new ProfileReader(this.library);
    const file = alone.read({ name: path, text }, kind);
    if (file !== undefined) alone.checkPlace(file, kind, name);
    const result = { text, file, diagnostics: alone.diagnostics };
    texts.set(path, result);
    return result;
  }

  /** A text that says itself what it describes, or else is `expected`; undefined after reporting why it cannot be used at all. */
  read(source: Source, expected?: ProfileKind): ProfileFile | undefined {
    if (this.ownFiles.has(source)) return this.ownFiles.get(source);
    const file = this.readText(source, expected);
    this.ownFiles.set(source, file);
    return file;
  }

  private readText(source: Source, expected: ProfileKind | undefined): ProfileFile | undefined {
    const tree = treeOf(source, this.diagnostics);
    if (tree === undefined) return undefined;
    if (tree.kind !== "map") {
      const detail = `expected a mapping, found ${treeWords(tree)}`;
      this.diagnostics.push(diagnostic("hardware/yaml", { detail }, tree.span));
      return undefined;
    }
    const kind = this.kindOf(tree) ?? expected;
    if (kind === undefined) return undefined;
    return { kind, source, entries: checkFields(profileFields[kind], tree.items, "", this.diagnostics) };
  }

  private kindOf(tree: Extract<Tree, { kind: "map" }>): ProfileKind | undefined {
    const given = tree.items.get("profile")?.value;
    const known = profileKinds.join(", ");
    if (given === undefined) {
      const facts = { field: "profile", wanted: `one of ${known}` };
      const [first] = tree.items.values();
      this.diagnostics.push(diagnostic("hardware/missing-field", facts, first?.key ?? tree.span));
      return undefined;
    }
    const found = given.kind === "scalar" ? String(given.value) : treeWords(given);
    const kind = profileKinds.find((each) => each === found);
    if (kind !== undefined) return kind;
    const facts = { field: "profile", found, nearest: nearestNames(found, profileKinds), known };
    this.diagnostics.push(diagnostic("hardware/word", facts, given.span));
    return undefined;
  }

  private checkPlace(file: ProfileFile, kind: ProfileKind, name: string): void {
    const given = textEntry(file.entries, "name");
    const wanted = `${kindWords[kind]} ${name}`;
    const found = `${kindWords[file.kind]} ${given?.text ?? "without a name"}`;
    if (wanted === found || given === undefined) return;
    this.diagnostics.push(diagnostic("hardware/misplaced", { wanted, found }, given.span));
  }

  /** The fields of a profile with those that it inherits through `extends`. */
  inherit(file: ProfileFile, within: readonly ProfileFile[] = []): Gathered {
    const known = complete.get(file);
    if (known !== undefined) return known;
    const gathered = this.gather(file, within);
    if (gathered.isComplete) complete.set(file, gathered);
    return gathered;
  }

  private gather(file: ProfileFile, within: readonly ProfileFile[]): Gathered {
    const alone = { entries: file.entries, sources: [file.source] };
    if (!file.entries.has("extends")) return { ...alone, isComplete: true };
    const base = this.baseOf(file, within);
    if (base === undefined) return { ...alone, isComplete: false };
    const inherited = this.inherit(base, [...within, file]);
    const below = new Map([...inherited.entries].filter(([name]) => !isOwn(file.kind, name)));
    const { sources, isComplete } = inherited;
    return { entries: mergeEntries(below, file.entries), sources: [file.source, ...sources], isComplete };
  }

  private baseOf(file: ProfileFile, within: readonly ProfileFile[]): ProfileFile | undefined {
    const named = textEntry(file.entries, "extends");
    if (named === undefined) return undefined;
    const base = this.named(file.kind, named.text, named.span);
    if (base !== file && (base === undefined || !within.includes(base))) return base;
    const chain = [...within.slice(within.indexOf(base)), file, base].map(
      (each) => textEntry(each.entries, "name")?.text ?? each.source.name,
    );
    this.diagnostics.push(
      diagnostic("hardware/extends-cycle", { chain: [...new Set(chain), chain[0]].join(" -> ") }, named.span),
    );
    return undefined;
  }

  /** The same with the chip's DSP, and the clusters' cores, in place of their names. */
  withCores(gathered: Gathered): Gathered {
    return this.withDsp(this.withClusters(gathered));
  }

  private withDsp({ entries, sources, isComplete }: Gathered): Gathered {
    const dsp = entries.get("dsp");
    const core = dsp?.kind === "group" ? dsp.fields.get("core") : undefined;
    const found = core === undefined ? undefined : this.core(core, "dsp");
    if (dsp?.kind !== "group" || core === undefined || found === undefined) return { entries, sources, isComplete };
    const inPlace: Entry = { kind: "group", fields: found.entries, span: core.span };
    const linked: Entry = { ...dsp, fields: new Map([...dsp.fields, ["core", inPlace]]) };
    return {
      entries: new Map([...entries, ["dsp", linked]]),
      sources: [...new Set([...sources, ...found.sources])],
      isComplete: isComplete && found.isComplete,
    };
  }

  private withClusters({ entries, sources, isComplete }: Gathered): Gathered {
    const clusters = entries.get("clusters");
    if (clusters?.kind !== "group") return { entries, sources, isComplete };
    const linked = new Map<string, Entry>();
    const parts: Gathered[] = [];
    for (const [name, cluster] of clusters.fields) {
      const core = cluster.kind === "group" ? cluster.fields.get("core") : undefined;
      const found = core === undefined ? undefined : this.core(core, "core");
      if (cluster.kind !== "group" || core === undefined || found === undefined) {
        linked.set(name, cluster);
        continue;
      }
      parts.push(found);
      const inPlace: Entry = { kind: "group", fields: found.entries, span: core.span };
      linked.set(name, { ...cluster, fields: new Map([...cluster.fields, ["core", inPlace]]) });
    }
    return {
      entries: new Map([...entries, ["clusters", { ...clusters, fields: linked }]]),
      sources: [...new Set([...sources, ...parts.flatMap((each) => each.sources)])],
      isComplete: isComplete && parts.every((each) => each.isComplete),
    };
  }

  /** A core or DSP by name, or one that stands in its place and may extend a named one; undefined when it was faulty. */
  private core(entry: Entry, kind: "core" | "dsp"): Gathered | undefined {
    const own = entry.kind === "group" ? entry.fields : undefined;
    const reference = entry.kind === "text" ? entry : own === undefined ? undefined : textEntry(own, "extends");
    if (reference === undefined) return own === undefined ? undefined : { entries: own, sources: [], isComplete: true };
    const file = this.named(kind, reference.text, reference.span);
    if (file === undefined) return { entries: own ?? new Map(), sources: [], isComplete: false };
    const named = this.inherit(file);
    return own === undefined ? named : { ...named, entries: mergeEntries(named.entries, own) };
  }
}

/** Whether a reference names a file, not a profile of the library. */
function isPath(name: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(name);
}

function isOwn(kind: ProfileKind, name: string): boolean {
  return profileFields[kind].some((each) => each.name === name && each.own === true);
}
