import { unzipSync } from "fflate";
import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { NamedArray } from "./numpy-array.ts";
import { readNpy } from "./read-npy.ts";

/** Most arrays of an archive that is read. */
const mostArrays = 1024;
/** Bytes that the arrays of an archive may have together once they are unpacked. */
const mostBytes = 2 ** 30;

/** Ends the unpacking; the reason is its message. */
class Refused extends Error {}

/**
 * Reads a `.npz` archive, stored or deflated, in the order of its directory. Sizes are checked in the directory, before anything is
 * unpacked, and nothing is unpacked beyond the size that stands there.
 * Errors: file/numpy.
 */
export function readNpz(bytes: Uint8Array, file: string): PhaseResult<readonly NamedArray[]> {
  const files = unpack(bytes);
  if (typeof files === "string") return refused(file, files);
  const arrays: NamedArray[] = [];
  for (const [name, content] of Object.entries(files)) {
    const { value, diagnostics } = readNpy(content, `${file}:${name}`);
    if (value === undefined) return { value: undefined, diagnostics };
    arrays.push({ name: name.replace(/\.npy$/, ""), ...value });
  }
  return { value: arrays, diagnostics: [] };
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> | string {
  const seen = new Set<string>();
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        total += originalSize;
        if (!name.endsWith(".npy")) throw new Refused(`it holds \`${printable(name)}\`, which is no .npy file`);
        if (seen.has(name)) throw new Refused(`it holds \`${printable(name)}\` twice`);
        if (seen.add(name).size > mostArrays) throw new Refused(`it holds more than ${mostArrays} arrays`);
        if (total > mostBytes) throw new Refused(`its arrays have more than ${mostBytes} bytes`);
        return true;
      },
    });
  } catch (fault) {
    return fault instanceof Refused ? fault.message : "it is no whole ZIP archive";
  }
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 60);
}

function refused(file: string, reason: string): PhaseResult<never> {
  return { value: undefined, diagnostics: [diagnostic("file/numpy", { file, reason }, undefined)] };
}
