import { closeSync, lstatSync, openSync, readFileSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { ExternalData, OnnxRequest } from "../exchange/index.ts";
import type { Setting } from "../model/index.ts";
import { reasonOf } from "./file.ts";

/** Largest ONNX file that is read, in bytes. */
const sizeLimit = 1024 ** 3;

/** An ONNX file with what the import needs beside it. Looks before it opens: no device, pipe or folder is ever read. */
export function readOnnxFile(path: string, settings: readonly Setting[]): PhaseResult<OnnxRequest> {
  try {
    const found = statSync(path);
    if (!found.isFile())
      return fault(unreadable(path, found.isDirectory() ? "it is a folder" : "it is no regular file"));
    if (found.size > sizeLimit) {
      const hint = "save the weights as external data beside the model";
      return fault(
        diagnostic("file/too-large", { file: path, size: found.size, limit: sizeLimit }, undefined, { hint }),
      );
    }
    const external = new FolderData(dirname(path));
    return { value: { bytes: readFileSync(path), name: path, settings, external }, diagnostics: [] };
  } catch (problem) {
    return fault(unreadable(path, reasonOf(problem)));
  }
}

function fault(made: Diagnostic): PhaseResult<OnnxRequest> {
  return { value: undefined, diagnostics: [made] };
}

function unreadable(file: string, reason: string): Diagnostic {
  return diagnostic("file/unreadable", { file, reason }, undefined);
}

/** Files in the model's folder and below it; a link on the way is refused. */
class FolderData implements ExternalData {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  sizeOf(location: string): number | { readonly reason: string } {
    try {
      const path = join(this.#folder, location);
      const found = lstatSync(path);
      if (found.isSymbolicLink() || realpathSync(path) !== join(realpathSync(this.#folder), normalize(location))) {
        return { reason: "a link is refused" };
      }
      return found.isFile() ? found.size : { reason: "it is no regular file" };
    } catch (problem) {
      return { reason: reasonOf(problem) };
    }
  }

  read(location: string, offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const file = openSync(join(this.#folder, location), "r");
    try {
      let done = 0;
      while (done < length) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  }
}
