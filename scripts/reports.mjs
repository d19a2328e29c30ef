import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSource } from "./load.mjs";

/** Writes the gallery `reports/samples/`: what the commands in `reports/samples.json` print, and the page of all claims; tests compare both. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "reports", "samples");
const samples = Object.entries(JSON.parse(readFileSync(join(root, "reports", "samples.json"), "utf8")));
const { run } = await loadSource(join(root, "src", "cli", "run.ts"));
const { papersPage } = await loadSource(join(root, "scripts", "papers-page.ts"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

process.chdir(root);

async function printed(command) {
  let text = "";
  const exit = await run(command.split(" "), {
    env: { NO_COLOR: "1" },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: undefined,
    writeOut: async (more) => {
      text += more;
    },
    writeErr: async (more) => {
      process.stderr.write(more);
    },
    readInput: async () => new Uint8Array(),
  });
  if (exit !== 0) throw new Error(`ridge ${command} ended with ${exit}`);
  return text;
}

for (const [name, command] of samples) writeFileSync(join(folder, name), await printed(command));
writeFileSync(join(folder, "papers.md"), papersPage(JSON.parse(await printed("check zoo -f json")).claims));
process.stdout.write(`${samples.length + 1} samples written to reports/samples\n`);
