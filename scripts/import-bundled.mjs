import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundled CommonJS packages ask for Node's own modules through `require`. */
export const requireForCommonJs =
  'import{createRequire as ridgeRequire}from"node:module";const require=ridgeRequire(import.meta.url);';

/** A TypeScript module, bundled to a temporary file and imported, so that scripts run without a build of the program. */
export async function importBundled(entry, plugins = []) {
  const folder = mkdtempSync(join(tmpdir(), "ridge-bundled-"));
  const outfile = join(folder, "module.mjs");
  try {
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      plugins,
      banner: { js: requireForCommonJs },
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
