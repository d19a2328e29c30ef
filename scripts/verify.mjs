import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What takes longer than the test suite may: more points of the laws that the suite tries at a few. Any words select by name. */
const checks = [
  {
    name: "symbolic",
    does: "symbolic against concrete costs of every shipped network at 100 random points",
    tests: ["test/zoo/symbolic.test.ts"],
    env: { RIDGE_POINTS: "100" },
  },
  {
    name: "execute",
    does: "every shipped network executed, its multiplications counted; 10,000 random int8 layers against exact integers",
    tests: ["test/exec/zoo.test.ts", "test/exec/integer-kernels.test.ts"],
    env: { RIDGE_EXECUTE: "all", RIDGE_LAYERS: "10000" },
  },
  {
    name: "fast",
    does: "every shipped network and a thousand random layers of each kind on the fast path, their bits those of the reference",
    tests: ["test/exec/fast-zoo.test.ts", "test/exec/fast-kernels.test.ts"],
    env: { RIDGE_EXECUTE: "all", RIDGE_FAST_LAYERS: "1000" },
  },
  {
    name: "onnxruntime",
    does: "every shipped network exported and run in onnxruntime, its outputs beside the executor's",
    tests: ["test/exchange/onnx/onnxruntime.test.ts"],
    env: { RIDGE_EXECUTE: "all" },
  },
  {
    name: "fuzz",
    does: "100,000 broken ONNX files",
    tests: ["test/exchange/onnx/fuzz.test.ts"],
    env: { RIDGE_FUZZ: "100000" },
  },
  {
    name: "edits",
    does: "2,000 edited texts through every phase and through the formatter, other ones at each run",
    tests: ["test/properties"],
    env: { EDITED_NETWORKS: "2000", RIDGE_SEED: String(Date.now() % 2 ** 31) },
  },
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const words = process.argv.slice(2);
for (const { name, does, tests, env } of checks) {
  if (words.length > 0 && !words.includes(name)) continue;
  console.log(
    `${name}: ${does} (${Object.entries(env)
      .map((each) => each.join("="))
      .join(" ")})`,
  );
  const { status } = spawnSync(process.execPath, [vitest, "run", ...tests, "--testTimeout=1200000"], {
    cwd: root,
    stdio: "inherit",
    env: { ...env, ...process.env },
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
