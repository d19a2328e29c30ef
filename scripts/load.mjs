import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { shippedForEsbuild } from "./shipped.mjs";

/** A module of `src/`, bundled to a temporary file and imported, so that scripts run without a build of the program. */
export async function loadSource(entry) {
  const outfile = join(mkdtempSync(join(tmpdir(), "ridge-source-")), "module.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [shippedForEsbuild],
    banner: {
      js: 'import{createRequire as ridgeRequire}from"node:module";const require=ridgeRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}
