import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSource } from "./load.mjs";

/** Writes the gallery `reports/samples/`: the same texts are what the tests compare with. */
const samples = [
  ["mobilenet_v2-stage-80.txt", ["report", "mobilenet_v2", "--by", "stage", "--width", "80"]],
  ["mobilenet_v2-stage-120.txt", ["report", "mobilenet_v2", "--by", "stage", "--width", "120"]],
  ["mobilenet_v2-symbolic-80.txt", ["report", "mobilenet_v2", "res=?", "--by", "stage", "--width", "80"]],
  ["mobilenet_v2-layer-80.txt", ["report", "mobilenet_v2", "--by", "layer", "--width", "80"]],
  ["mobilenet_v2.json", ["report", "mobilenet_v2", "-f", "json"]],
  ["mobilenet_v2-op.md", ["report", "mobilenet_v2", "--by", "op", "-f", "md"]],
  ["mobilenet_v2-stage.csv", ["report", "mobilenet_v2", "--by", "stage", "-f", "csv"]],
  ["mobilenet_v2-stage.tex", ["report", "mobilenet_v2", "res=?", "--by", "stage", "-f", "latex"]],
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "reports", "samples");
const { run } = await loadSource(join(root, "src", "cli", "run.ts"));
mkdirSync(folder, { recursive: true });

for (const [name, words] of samples) {
  let text = "";
  const exit = await run(words, {
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
  if (exit !== 0) throw new Error(`ridge ${words.join(" ")} ended with ${exit}`);
  writeFileSync(join(folder, name), text);
}
process.stdout.write(`${samples.length} samples written to reports/samples\n`);
