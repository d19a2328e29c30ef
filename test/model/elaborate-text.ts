import { readdirSync, readFileSync } from "node:fs";
import type { PhaseResult } from "../../src/core/diagnostic.ts";
import type { Source } from "../../src/core/source.ts";
import { conventions, costOf, type NetworkCost, type Spelling } from "../../src/cost/index.ts";
import {
  type ElaboratedNetwork,
  elaborateNetwork,
  type LoadResult,
  type ModuleLoader,
  type Setting,
} from "../../src/model/index.ts";

const root = new URL("../../", import.meta.url);

interface ZooEntry {
  readonly file: string;
  readonly net?: string;
  readonly name?: string;
  readonly bind?: Readonly<Record<string, string>>;
  readonly spelling?: Spelling;
}

/** The shipped networks by name. */
export const zoo: Readonly<Record<string, ZooEntry>> = JSON.parse(
  readFileSync(new URL("zoo/index.json", root), "utf8"),
);

/** One shipped network of each net, the first in the list: enough where only the structure matters. */
export const onePerNet: readonly string[] = [
  ...new Map(
    Object.entries(zoo)
      .reverse()
      .map(([name, { file, net }]) => [`${file}:${net}`, name]),
  ).values(),
].reverse();

const shipped = new Map<string, Source>();

function read(path: string, name: string): Source {
  const known = shipped.get(path);
  if (known !== undefined) return known;
  const source: Source = { name, text: readFileSync(new URL(path, root), "utf8") };
  shipped.set(path, source);
  return source;
}

/** A loader over shipped texts and the given files. */
export function loaderOf(files: Readonly<Record<string, string>> = {}): ModuleLoader {
  const std = readdirSync(new URL("grammar/std/", root)).map((each) => `std/${each.replace(/\.arch$/, "")}`);
  return {
    load(from): LoadResult {
      if (std.includes(from)) return { kind: "module", source: read(`grammar/${from}.arch`, `${from}.arch`) };
      const entry = from.startsWith("zoo:") ? zoo[from.slice(4)] : undefined;
      if (entry !== undefined) {
        const source = read(`zoo/${entry.file}`, `zoo/${entry.file}`);
        return {
          kind: "network",
          source,
          bind: entry.bind ?? {},
          ...(entry.spelling ? { spelling: entry.spelling } : {}),
          ...(entry.net ? { net: entry.net } : {}),
          ...(entry.name ? { name: entry.name } : {}),
        };
      }
      if (from.startsWith("hw:")) return { kind: "device", name: from.slice(3) };
      const text = files[from];
      if (text !== undefined) return { kind: "module", source: { name: from, text } };
      const known = from.startsWith("zoo:")
        ? Object.keys(zoo).map((each) => `zoo:${each}`)
        : [...std, ...Object.keys(files)];
      return { kind: "fault", detail: "there is no such file", known };
    },
  };
}

/** Elaborates a text; settings as `{ alpha: "1/2" }`. */
export function elaborateText(
  text: string,
  settings: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
  net?: string,
): PhaseResult<ElaboratedNetwork> {
  return elaborateNetwork({
    source: { name: "test.arch", text },
    net,
    settings: asSettings(settings),
    loader: loaderOf(files),
  });
}

/** Elaborates a shipped network. */
export function elaborateZoo(
  name: string,
  settings: Readonly<Record<string, string>> = {},
): PhaseResult<ElaboratedNetwork> {
  const entry = zoo[name];
  if (entry === undefined) throw new Error(`no zoo network ${name}`);
  const source = read(`zoo/${entry.file}`, `zoo/${entry.file}`);
  return elaborateNetwork({
    source,
    net: entry.net,
    name: entry.name,
    bind: entry.bind,
    settings: asSettings(settings),
    loader: loaderOf(),
  });
}

function asSettings(settings: Readonly<Record<string, string>>): readonly Setting[] {
  return Object.entries(settings).map(([name, text]) => ({ name, text }));
}

/** Costs under a convention; throws the diagnostics when there is no network. */
export function costed(
  result: PhaseResult<ElaboratedNetwork>,
  convention = "default",
  spelling?: Spelling,
): NetworkCost {
  if (result.value === undefined)
    throw new Error(result.diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  const chosen = conventions.find((each) => each.name === convention);
  if (chosen === undefined) throw new Error(`no convention ${convention}`);
  return costOf(result.value.graph, { convention: chosen, dtype: "fp32", spelling });
}
