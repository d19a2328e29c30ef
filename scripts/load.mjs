import { importBundled } from "./import-bundled.mjs";
import { shippedForEsbuild } from "./shipped.mjs";

/** A module of `src/` with the shipped texts. */
export function loadSource(entry) {
  return importBundled(entry, [shippedForEsbuild]);
}
