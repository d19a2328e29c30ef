import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Symbolic against concrete costs of every shipped network at 100 random points, and every shipped network executed with its
 * multiplications counted and compared with onnxruntime; 100,000 broken ONNX files. The test suite tries fewer.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const files = [
  "test/zoo/symbolic.test.ts",
  "test/exec/zoo.test.ts",
  "test/exchange/onnx/onnxruntime.test.ts",
  "test/exchange/onnx/fuzz.test.ts",
];
const { status } = spawnSync(process.execPath, [vitest, "run", ...files, "--testTimeout=1200000"], {
  cwd: root,
  stdio: "inherit",
  env: { RIDGE_POINTS: "100", RIDGE_EXECUTE: "all", RIDGE_FUZZ: "100000", ...process.env },
});
process.exitCode = status ?? 1;
