// Writes the generated files. `--check` writes nothing and exits 1 when a file is out of date.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { shippedForEsbuild } from "./shipped.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const folder = await mkdtemp(join(tmpdir(), "ridge-generate-"));
const bundle = join(folder, "generated-files.mjs");
const check = process.argv.includes("--check");

try {
  await build({
    entryPoints: [join(root, "scripts/generated-files.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [shippedForEsbuild],
    banner: {
      js: 'import{createRequire as ridgeRequire}from"node:module";const require=ridgeRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const { generatedFiles } = await import(pathToFileURL(bundle).href);
  for (const { path, text } of generatedFiles) {
    const file = join(root, path);
    const wanted = text();
    const found = await readFile(file, "utf8").catch(() => undefined);
    if (found === wanted) continue;
    if (check) process.exitCode = 1;
    else await writeFile(file, wanted);
    console.log(`${check ? "out of date" : "wrote"}: ${path}`);
  }
} finally {
  await rm(folder, { recursive: true });
}
