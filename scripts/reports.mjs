import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSource } from "./load.mjs";

/** Writes the gallery `reports/samples/` from the commands in `reports/samples.json`; a test compares both. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "reports", "samples");
const samples = Object.entries(JSON.parse(readFileSync(join(root, "reports", "samples.json"), "utf8")));
const { run } = await loadSource(join(root, "src", "cli", "run.ts"));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

for (const [name, command] of samples) {
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
  writeFileSync(join(folder, name), text);
}
process.stdout.write(`${samples.length} samples written to reports/samples\n`);
