import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Source } from "../core/source.ts";
import type { NamedFile } from "../hardware/index.ts";
import { isInside, isRooted, nameBeside } from "./beside.ts";
import { type ReadResult, reasonOf } from "./file.ts";

/**
 * Profiles that a file of the user's names by paths, which are relative to the file that names them. They lie in the folder of the first
 * file or below it, with every link followed; each is read once.
 */
export class ProfileFiles {
  private readonly root: string;
  private readonly read: (path: string, name: string) => ReadResult;
  private readonly places = new Map<Source, string>();
  private readonly known = new Map<string, Source>();

  /** `first` was read from `path`. */
  constructor(first: Source, path: string, read: (path: string, name: string) => ReadResult) {
    const full = realpathSync(path);
    this.root = dirname(full);
    this.read = read;
    this.keep(first, full);
  }

  named(path: string, from: Source): NamedFile {
    const place = this.places.get(from);
    if (place === undefined || isRooted(path)) return { reason: "expected a path relative to the file that names it" };
    const outside = "it lies outside the folder of the given file";
    const full = resolve(dirname(place), path);
    if (!isInside(this.root, full)) return { reason: outside };
    let real: string;
    try {
      real = realpathSync(full);
    } catch (problem) {
      return { reason: reasonOf(problem) };
    }
    if (!isInside(this.root, real)) return { reason: outside };
    const known = this.known.get(real);
    if (known !== undefined) return { source: known };
    const found = this.read(real, nameBeside(from, path));
    if (found.kind === "fault") return { reason: found.diagnostic.message };
    this.keep(found.source, real);
    return { source: found.source };
  }

  private keep(source: Source, path: string): void {
    this.places.set(source, path);
    this.known.set(path, source);
  }
}
