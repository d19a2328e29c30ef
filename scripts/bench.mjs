import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { loadSource } from "./load.mjs";

/** Prints each figure that has a bar with its bar, medians of repeated runs unless the line says otherwise; nothing is asserted. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
await loadSource(join(root, "src", "cli", "tier-up.ts"));
const ridge = await loadSource(join(root, "src", "index.ts"));
const { simulateArray, cpu, dsp, readMeasurements, validate } = await loadSource(join(root, "src", "sim", "index.ts"));
const { resolveDevice, resolveDspRuntime, resolveRuntime } = await loadSource(
  join(root, "src", "hardware", "index.ts"),
);
const { hardwareFiles } = await loadSource(join(root, "src", "shipped", "index.ts"));
const loader = { load: (from) => ridge.loadShipped(from) ?? { kind: "fault", detail: "not shipped" } };
const [convention] = ridge.conventions;

function cost(request, settings = [], dtype = "fp32") {
  const { value, diagnostics } = ridge.elaborateNetwork({ ...request, settings, loader });
  if (value === undefined) throw new Error(ridge.renderDiagnostics(diagnostics));
  return ridge.costOf(value.graph, { convention, dtype });
}

/** A shipped network as if it were a user's own file: its text is not known beforehand, so each run parses it. */
function asOwnFile(name) {
  const request = ridge.zooRequest(ridge.zooEntry(name));
  return { ...request, source: { name: `${name}.arch`, text: `${request.source.text}\n# a copy\n` } };
}

const formulas = cost(ridge.zooRequest(ridge.zooEntry("mobilenet_v2")), [
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
const points = Array.from({ length: 64 }, (_, index) => [35 + index, 32 * ((index % 10) + 3)]);

/** The 81 layer runs of test/oracles/scalesim_mobilenet_v1.csv: 27 convolutions on three arrays, and the classifier. */
const mobileNetV1 = cost(ridge.zooRequest(ridge.zooEntry("mobilenet_v1")));
const arrays = [
  { array: { rows: 32n, columns: 32n }, dataflow: "os", depthwise: "as-filter", unpadded: true },
  { array: { rows: 32n, columns: 32n }, dataflow: "ws", depthwise: "as-filter", unpadded: true },
  { array: { rows: 12n, columns: 14n }, dataflow: "ws", depthwise: "as-filter", unpadded: true },
];

const mobileNetV3 = cost(ridge.zooRequest(ridge.zooEntry("mobilenet_v3_large")));
const pixel2 = resolveDevice("pixel-2", hardwareFiles).value;
const snapdragon = resolveDevice({ kind: "device", name: "snapdragon-8gen3" }, hardwareFiles).value;
const qnn = resolveDspRuntime({ kind: "dsp-runtime", name: "qnn" }, hardwareFiles).value;
const halves = cost(ridge.zooRequest(ridge.zooEntry("mobilenet_v3_large")), [], "fp16");
const xnnpack = resolveRuntime("xnnpack-2020", hardwareFiles).value;

/** What `ridge validate` does but for the table that it prints, in modules that have not run before. */
async function validateAll() {
  const { predictAll } = await loadSource(join(root, "src", "cli", "predict.ts"));
  const text = readFileSync(join(root, "measurements", "cpu.csv"), "utf8");
  const start = performance.now();
  const table = readMeasurements({ name: "cpu.csv", text }).value;
  const { summary } = validate(table, await predictAll(table.rows, { root: undefined }));
  return { seconds: (performance.now() - start) / 1000, rows: summary.rows - summary.skipped };
}

const rowTimes = [];
for (let run = 0; run < 3; run++) rowTimes.push(await validateAll());
const allRows = rowTimes.reduce((best, each) => (each.seconds < best.seconds ? each : best));

const bench = new Bench({ time: 2000, warmupTime: 1000 });
const network = asOwnFile("mobilenet_v3_large");
bench.add("network", () => {
  cost(network);
});
bench.add("formulas", () => {
  for (const point of points) compiled.evaluate(point);
});
bench.add("arrays", () => {
  for (const each of arrays) simulateArray(mobileNetV1, each);
});
bench.add("device", () => {
  cpu.time(mobileNetV3, pixel2, xnnpack, {});
});
bench.add("dsp", () => {
  dsp.time(halves, snapdragon, qnn, {});
});
await bench.run();
const medianOf = (task) => bench.getTask(task).result.latency.p50;
const rate = Math.round((1000 * points.length) / medianOf("formulas")).toLocaleString("en-US");

execFileSync(process.execPath, [join(root, "scripts", "build.mjs")], { stdio: "inherit" });
const program = join(root, "dist", "ridge.js");
const folder = mkdtempSync(join(tmpdir(), "ridge-bench-"));
const claims = join(folder, "claims.arch");
writeFileSync(claims, 'claim "a sum" {\n  forall N, k: int in [1, inf)\n  (k^2 + N)/(k^2*N) == 1/N + 1/k^2\n}\n');
const commands = { bare: ["-e", "0"], report: [program, "report", "mobilenet_v2"], check: [program, "check", claims] };
const times = { bare: [], report: [], check: [] };
// In turns, so that a busy machine slows both alike.
for (let round = 0; round < 21; round++) {
  for (const [name, words] of Object.entries(commands)) {
    const start = performance.now();
    spawnSync(process.execPath, words, { stdio: "ignore" });
    times[name].push(performance.now() - start);
  }
}
rmSync(folder, { recursive: true });
const [bare, report, check] = Object.values(times).map((each) => each.sort((a, b) => a - b)[10]);
const zooTimes = [1, 2, 3].map(() => {
  const start = performance.now();
  spawnSync(process.execPath, [program, "check", join(root, "zoo")], { stdio: "ignore" });
  return performance.now() - start;
});
const timesBare = (time) =>
  `${time.toFixed(0)} ms, ${(time / bare).toFixed(2)} times the ${bare.toFixed(0)} ms of \`node -e 0\``;

process.stdout.write(
  `${[
    `mobilenet_v3_large, warm: parse, elaborate and cost in ${medianOf("network").toFixed(2)} ms (bar: 5 ms)`,
    `mobilenet_v2 (alpha, res): MACs and params as compiled formulas, ${rate} evaluations/s on ${compiled.mode} numbers`,
    `mobilenet_v1 on three systolic arrays, 81 layer runs: ${medianOf("arrays").toFixed(2)} ms (bar: 10 ms)`,
    `mobilenet_v3_large on pixel-2, one network on one device, warm: ${medianOf("device").toFixed(2)} ms (bar: 5 ms)`,
    `mobilenet_v3_large on snapdragon-8gen3, one network on one device, warm: ${medianOf("dsp").toFixed(2)} ms (bar: 5 ms)`,
    `all ${allRows.rows} rows of measurements/cpu.csv predicted and judged in one process: ${allRows.seconds.toFixed(2)} s, the best of three cold runs (bar: 1 s)`,
    `ridge report mobilenet_v2: ${timesBare(report)} (bar: 3 times)`,
    `ridge check of a small file: ${timesBare(check)} (bar: 3 times)`,
    `ridge check zoo: ${(Math.min(...zooTimes) / 1000).toFixed(1)} s, the best of three (bar: 10 s)`,
  ].join("\n")}\n`,
);
