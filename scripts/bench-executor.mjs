import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSource } from "./load.mjs";
import { onnxruntimeNetwork } from "./runtimes/onnxruntime.mjs";
import { plainNetwork } from "./runtimes/plain-network.mjs";
import { tfjsNetwork } from "./runtimes/tfjs.mjs";

/**
 * The executor's paths beside onnxruntime-web and tfjs-wasm: same weights, same input, in turns within one process. Warm runs; a ratio
 * is the median of the ratios of the rounds, since both sides of a round meet the same machine. Nothing is asserted.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = (...path) => loadSource(join(root, "src", ...path));
const ridge = await source("index.ts");
const exec = await source("exec", "index.ts");
const { attributesOf } = await source("exec", "attributes.ts");
const { windowAxes } = await source("exec", "window.ts");
const { batchNormAffine } = await source("exec", "kernels", "bn.ts");
const { startThread } = await source("cli", "fast-thread.ts");
const loader = { load: (from) => ridge.loadShipped(from) ?? { kind: "fault", detail: "not shipped" } };

const rounds = Number(process.env.RIDGE_ROUNDS ?? 31);
const warmRounds = 10;
const referenceRuns = 3;

function graphOf(request) {
  const { value, diagnostics } = ridge.elaborateNetwork({ ...request, settings: [], loader });
  if (value === undefined) throw new Error(ridge.renderDiagnostics(diagnostics));
  return exec.executableGraph(value.graph).value;
}

const shipped = (name) => graphOf(ridge.zooRequest(ridge.zooEntry(name)));
/** Layers one behind the other, so that handing over the input counts for little. */
const written = (dims, layer, count) => {
  const body = Array.from({ length: count }, () => layer).join(" -> ");
  const text = `net Bench {\n  input: [${dims.join(", ")}]\n  input -> ${body}\n}\n`;
  return graphOf({ source: { name: "bench.arch", text } });
};

async function fastNetwork(executable, weights, threads, isRelaxed = false) {
  const helpers = { count: threads - 1, start: startThread };
  const { value, diagnostics } = await exec.FastNetwork.open(executable, { weights, helpers, isRelaxed });
  if (value === undefined) throw new Error(ridge.renderDiagnostics(diagnostics));
  return value;
}

/** One counting run of the reference. */
function referenceRun(executable, weights, inputs) {
  const run = exec.execute(executable, { precision: exec.single, weights, inputs });
  let multiplications = 0;
  for (;;) {
    const next = run.next();
    if (next.done) return { data: next.value[0].data, multiplications };
    multiplications += next.value.multiplications;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return { result, time: performance.now() - start };
}

function distance(found, wanted) {
  let [most, peak] = [0, 0];
  for (const [at, value] of wanted.entries()) {
    most = Math.max(most, Math.abs(found[at] - value));
    peak = Math.max(peak, Math.abs(value));
  }
  return most / peak;
}

function differingBits(found, wanted) {
  const [a, b] = [found, wanted].map((each) => new Int32Array(each.slice().buffer));
  let bits = 0;
  for (const [at, word] of a.entries()) {
    for (let rest = word ^ b[at]; rest !== 0; rest &= rest - 1) bits += 1;
  }
  return bits;
}

/** Times of all paths on one network. */
async function measure(executable) {
  const weights = exec.rememberedWeights(exec.seededWeights(0));
  const inputs = exec.seededInputs(executable, 0);
  const reference = [];
  for (let run = 0; run < referenceRuns; run++) {
    reference.push(await timed(() => referenceRun(executable, weights, inputs)));
  }
  const { data: wanted, multiplications } = reference[0].result;
  const plain = plainNetwork(executable, weights, { ...exec, attributesOf, windowAxes, batchNormAffine });
  const networks = [await fastNetwork(executable, weights, 1), await fastNetwork(executable, weights, 2)];
  const [one, two] = networks.map((network) => ({ run: () => network.run(inputs)[0].data }));
  const others = {
    onnxruntime: await onnxruntimeNetwork(plain, inputs[0].data),
    tfjs: await tfjsNetwork(plain, inputs[0].data),
  };
  const paths = { fast: one, "fast, 2 threads": two, ...others };
  const times = Object.fromEntries(Object.keys(paths).map((name) => [name, []]));
  const outputs = {};
  for (let round = -warmRounds; round < rounds; round++) {
    for (const [name, { run }] of Object.entries(paths)) {
      const { result, time } = await timed(run);
      outputs[name] = result;
      if (round >= 0) times[name].push(time);
    }
  }
  for (const each of Object.values(others)) await each.close();
  for (const each of networks) await each.close();
  return {
    macs: multiplications,
    times: { reference: reference.map(({ time }) => time), ...times },
    bits: differingBits(outputs.fast, wanted) + differingBits(outputs["fast, 2 threads"], wanted),
    distances: Object.keys(others).map((name) => [name, distance(outputs[name], wanted)]),
  };
}

const fastest = (values) => Math.min(...values);
/** Of the rounds, and of the fastest runs, which is what a machine with other work to do would give without it. */
const ratio = (slow, fast) =>
  `${median(slow.map((time, round) => time / fast[round])).toFixed(2)} times (fastest runs: ${(fastest(slow) / fastest(fast)).toFixed(2)})`;
const rate = (macs, times) => macs / fastest(times) / 1e6;
const cell = (text) => String(text).padStart(16);

function printTable(title, names, rows) {
  const lines = rows.map(([name, ...cells]) => name.padEnd(36) + cells.map(cell).join(""));
  process.stdout.write(`${title.padEnd(36)}${names.map(cell).join("")}\n${lines.join("\n")}\n\n`);
}

const columns = ["reference", "fast", "onnxruntime-web", "tfjs-wasm"];
const keys = ["reference", "fast", "onnxruntime", "tfjs"];
const [{ model }] = cpus();
process.stdout.write(
  `\n${model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.versions.node}, ${rounds} rounds\n\n`,
);

const layers = [
  ["pointwise 256 -> 256, 28 x 28, x 8", written([256, 28, 28], "conv(256, k=1) -> bn -> relu6", 8)],
  ["depthwise 3 x 3 on 128, 56 x 56, x 8", written([128, 56, 56], "conv(128, k=3, g=128) -> bn -> relu6", 8)],
  ["first 3 x 3, 3 -> 32, stride 2, 224", written([3, 224, 224], "conv(32, k=3, s=2) -> bn -> relu6", 1)],
];
const layerRows = [];
for (const [name, executable] of layers) {
  const { macs, times } = await measure(executable);
  layerRows.push([name, ...keys.map((key) => rate(macs, times[key]).toFixed(2))]);
}
printTable("GMAC/s of the fastest run, one thread", columns, layerRows);

const found = [];
for (const name of ["mobilenet_v1", "mobilenet_v2"]) found.push([name, await measure(shipped(name))]);
printTable(
  "ms of a whole network at 224",
  [...columns, "fast, 2 threads"],
  found.flatMap(([name, { times }]) =>
    Object.entries({ median, fastest }).map(([what, of]) => [
      `${name}, ${what}`,
      ...[...keys, "fast, 2 threads"].map((key) => of(times[key]).toFixed(1)),
    ]),
  ),
);
const say = (line) => process.stdout.write(`${line}\n`);
for (const [name, { macs, times, bits, distances }] of found) {
  const { reference, fast, onnxruntime, tfjs } = times;
  say(`${name}: fast path ${ratio(onnxruntime, fast)} as fast as onnxruntime-web (bar: 1.3)`);
  say(`${name}: fast path ${ratio(tfjs, fast)} as fast as tfjs-wasm (bar: 1)`);
  say(`${name}: two threads ${ratio(fast, times["fast, 2 threads"])} as fast as one (bar: 1.7 on V1)`);
  say(`${name}: ${bits} bits differ from the fp32 reference on one and two threads (bar: 0)`);
  say(`${name}: reference path, counting, ${rate(macs, reference).toFixed(2)} GMAC/s (bar: 0.25)`);
  const others = distances.map(([other, each]) => `${other} ${each.toExponential(1)}`).join(", ");
  say(`${name}: largest difference from the reference as a share of the largest output: ${others}`);
}
