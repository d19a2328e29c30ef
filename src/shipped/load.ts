import { standardTexts } from "ridge:shipped";
import type { Source } from "../core/source.ts";
import type { LoadResult } from "../model/index.ts";
import { profileNames } from "./hardware.ts";
import { zooEntries, zooEntry, zooSource } from "./zoo.ts";

/**
 * What `std/mobile`, `zoo:mobilenet_v2` and `hw:pixel-1` stand for; undefined for any other source, such as a relative path.
 *
 * @example loadShipped("hw:pixel-1")  // { kind: "device", name: "pixel-1" }
 */
export function loadShipped(from: string): LoadResult | undefined {
  if (from.startsWith("std/")) return loadStandard(from);
  if (from.startsWith("zoo:")) return loadNetwork(from.slice("zoo:".length));
  if (from.startsWith("hw:")) return loadDevice(from.slice("hw:".length));
  return undefined;
}

const sources = new Map<string, Source>();

function loadStandard(from: string): LoadResult {
  const path = `${from.slice("std/".length)}.arch`;
  const text = Object.hasOwn(standardTexts, path) ? standardTexts[path] : undefined;
  if (text === undefined) {
    const known = Object.keys(standardTexts).map((each) => `std/${each.replace(/\.arch$/, "")}`);
    return { kind: "fault", detail: "there is no such shipped file", known };
  }
  const source = sources.get(path) ?? { name: `std/${path}`, text };
  sources.set(path, source);
  return { kind: "module", source };
}

function loadNetwork(name: string): LoadResult {
  const entry = zooEntry(name);
  if (entry === undefined) {
    return {
      kind: "fault",
      detail: "there is no such shipped network",
      known: [...zooEntries().keys()].map((each) => `zoo:${each}`),
    };
  }
  return {
    kind: "network",
    source: zooSource(entry),
    bind: entry.bind,
    spelling: entry.spelling,
    ...(entry.net === undefined ? {} : { net: entry.net }),
    ...(entry.network === undefined ? {} : { name: entry.network }),
  };
}

function loadDevice(name: string): LoadResult {
  const known = profileNames("devices");
  if (known.includes(name)) return { kind: "device", name };
  return { kind: "fault", detail: "there is no such shipped device", known: known.map((each) => `hw:${each}`) };
}
