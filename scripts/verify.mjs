import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Symbolic against concrete costs of every shipped network at 100 random points; every shipped network executed with its
 * multiplications counted, and on the fast path with its hash compared; 10,000 random int8 layers against exact integers, and a thousand
 * layers of each kind on the fast path. The test suite tries fewer.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const files = [
  "test/zoo/symbolic.test.ts",
  "test/exec/zoo.test.ts",
  "test/exec/integer-kernels.test.ts",
  "test/exec/fast-zoo.test.ts",
  "test/exec/fast-kernels.test.ts",
];
const sizes = { RIDGE_POINTS: "100", RIDGE_EXECUTE: "all", RIDGE_LAYERS: "10000", RIDGE_FAST_LAYERS: "1000" };
const { status } = spawnSync(process.execPath, [vitest, "run", ...files, "--testTimeout=1200000"], {
  cwd: root,
  stdio: "inherit",
  env: { ...sizes, ...process.env },
});
process.exitCode = status ?? 1;
