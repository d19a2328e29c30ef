import { readdirSync, statSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { reasonOf } from "./file.ts";

export interface FoundFile {
  /** Relative to the working folder, so that no result depends on where a checkout lies; `-` is standard input. */
  readonly path: string;
  /** The folder that was named, likewise; imports may read from all of it. */
  readonly folder: string | undefined;
}

export interface FoundFiles {
  /** In the order in which they were named; those of a folder sorted. Each once. */
  readonly files: readonly FoundFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** More files of one call are refused. */
const largest = 10_000;

/** The files that arguments stand for: a file itself, a folder for every `.arch` file below it. Links below a folder are not followed. */
export function archFiles(names: readonly string[]): FoundFiles {
  const files = new Map<string, FoundFile>();
  const add = (path: string, folder: string | undefined) => {
    if (!files.has(path)) files.set(path, { path, folder });
  };
  const diagnostics: Diagnostic[] = [];
  for (const name of names.map(relativePath)) {
    if (name === "-" || statSync(name, { throwIfNoEntry: false })?.isDirectory() !== true) {
      add(name, undefined);
      continue;
    }
    try {
      const below = filesBelow(name);
      if (below.length === 0) diagnostics.push(diagnostic("usage/no-files", { folder: name }, undefined));
      for (const each of below) add(each, name);
    } catch (fault) {
      diagnostics.push(diagnostic("file/unreadable", { file: name, reason: reasonOf(fault) }, undefined));
    }
  }
  return { files: [...files.values()], diagnostics };
}

/** A path from the working folder, with slashes; one on another drive stays absolute. */
export function relativePath(name: string): string {
  const path = isAbsolute(name) ? relative("", name) : name.replace(/^(\.[\\/]+)+(?=.)/, "");
  const whole = path === "" ? "." : path;
  return sep === "/" ? whole : whole.replaceAll(sep, "/");
}

function filesBelow(root: string): readonly string[] {
  const found: string[] = [];
  const open = [root];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && entry.name.endsWith(".arch")) found.push(path);
      if (found.length > largest) throw new Error(`it holds more than ${largest} .arch files`);
    }
  }
  return found.map((each) => each.replaceAll("\\", "/")).sort();
}
