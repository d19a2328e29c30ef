import { defineConfig } from "vitest/config";
import { shippedForVite } from "./scripts/shipped.mjs";

export default defineConfig({
  plugins: [shippedForVite],
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    // Modules hold immutable tables and caches only, so that files of a worker may share them: a quarter of the time goes.
    isolate: false,
    maxWorkers: 2,
    setupFiles: ["test/seed.ts"],
    testTimeout: 60_000,
    env: { NO_COLOR: "1" },
  },
});
