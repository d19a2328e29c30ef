import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Source } from "../core/source.ts";
import type { LoadResult, ModuleLoader, TimingService } from "../model/index.ts";
import { loadShipped } from "../shipped/index.ts";
import { isInside, isRooted, nameBeside } from "./beside.ts";
import { readSource, reasonOf } from "./file.ts";

/**
 * Finds imports: shipped texts by name, files by a path relative to the importing file. A file must lie inside the root
 * folder with every link followed; without a root only shipped texts can be imported.
 */
export class FileLoader implements ModuleLoader {
  readonly timing: TimingService | undefined;
  private readonly root: string | undefined;
  private readonly places = new Map<Source, string>();
  private readonly loaded = new Map<string, Source>();

  constructor(root: string | undefined, timing?: TimingService) {
    this.timing = timing;
    this.root = root === undefined ? undefined : realpathSync(root);
  }

  /** Tells where a source that was read elsewhere lies, so that its imports can be found. */
  place(source: Source, path: string): void {
    const full = realpathSync(path);
    this.places.set(source, full);
    this.loaded.set(full, source);
  }

  /** The files that were read, links followed. */
  paths(): readonly string[] {
    return [...this.loaded.keys()];
  }

  load(from: string, importer: Source | undefined): LoadResult {
    const shipped = loadShipped(from);
    if (shipped !== undefined) return shipped;
    if (this.root === undefined)
      return fault("standard input can import shipped files only; `--root DIR` opens a folder");
    const importerPath = importer === undefined ? undefined : this.places.get(importer);
    if (importer !== undefined && importerPath === undefined && importer.name.match(/^(std|zoo)\//)) {
      return fault("a shipped file imports shipped files only");
    }
    if (isRooted(from)) return fault("expected a path relative to the importing file");
    const folder = importerPath === undefined ? this.root : dirname(importerPath);
    return this.read(resolve(folder, from), nameBeside(importer, from), this.root);
  }

  private read(path: string, name: string, root: string): LoadResult {
    const outside = "it lies outside the folder of the given file; `--root DIR` widens it";
    if (!isInside(root, path)) return fault(outside);
    let real: string;
    try {
      real = realpathSync(path);
    } catch (problem) {
      return fault(reasonOf(problem));
    }
    if (!isInside(root, real)) return fault(outside);
    const known = this.loaded.get(real);
    if (known !== undefined) return { kind: "module", source: known };
    const found = readSource(real, name);
    if (found.kind === "fault") return fault(found.diagnostic.message);
    this.places.set(found.source, real);
    this.loaded.set(real, found.source);
    return { kind: "module", source: found.source };
  }
}

function fault(detail: string): LoadResult {
  return { kind: "fault", detail };
}
