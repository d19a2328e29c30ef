// Writes the generated files. `--check` writes nothing and exits 1 when a file is out of date.
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSource } from "./load.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes("--check");
const { generatedFiles } = await loadSource(join(root, "scripts/generated-files.ts"));

for (const { path, text } of generatedFiles) {
  const file = join(root, path);
  const wanted = await text();
  const found = await readFile(file, "utf8").catch(() => undefined);
  if (found === wanted) continue;
  if (check) process.exitCode = 1;
  else await writeFile(file, wanted);
  console.log(`${check ? "out of date" : "wrote"}: ${path}`);
}
