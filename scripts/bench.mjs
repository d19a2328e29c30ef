import { execFileSync, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { loadSource } from "./load.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ridge = await loadSource(join(root, "src", "index.ts"));
const loader = { load: (from) => ridge.loadShipped(from) ?? { kind: "fault", detail: "not shipped" } };
const [convention] = ridge.conventions;

function cost(name, settings = []) {
  const { value, diagnostics } = ridge.elaborateNetwork({
    ...ridge.zooRequest(ridge.zooEntry(name)),
    settings,
    loader,
  });
  if (value === undefined) throw new Error(ridge.renderDiagnostics(diagnostics));
  return ridge.costOf(value.graph, { convention, dtype: "fp32" });
}

const formulas = cost("mobilenet_v2", [
  { name: "alpha", text: "?" },
  { name: "res", text: "?" },
]).totals;
const compiled = ridge.compile(
  [formulas.macs, formulas.params],
  [
    { name: "alpha", denominator: 100n },
    { name: "res", denominator: 1n },
  ],
);

const bench = new Bench({ time: 1000, warmupTime: 500 });
bench.add("mobilenet_v3_large: parse, elaborate, cost", () => {
  cost("mobilenet_v3_large");
});
const points = Array.from({ length: 64 }, (_, index) => [35 + index, 32 * ((index % 10) + 3)]);
bench.add("mobilenet_v2: 64 evaluations of MACs and params (alpha, res)", () => {
  for (const point of points) compiled.evaluate(point);
});
await bench.run();
console.table(bench.table());
process.stdout.write(`compiled formulas run on ${compiled.mode} numbers\n`);

execFileSync(process.execPath, [join(root, "scripts", "build.mjs")], { stdio: "inherit" });
const median = (words) => {
  const times = Array.from({ length: 15 }, () => {
    const start = process.hrtime.bigint();
    spawnSync(process.execPath, words, { stdio: "ignore" });
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return times.sort((a, b) => a - b)[7];
};
const bare = median(["-e", "0"]);
const report = median([join(root, "dist", "ridge.js"), "report", "mobilenet_v2"]);
process.stdout.write(
  `process: node -e 0 ${bare.toFixed(0)} ms, ridge report mobilenet_v2 ${report.toFixed(0)} ms, ratio ${(report / bare).toFixed(2)}\n`,
);
