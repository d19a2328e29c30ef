import { defineConfig } from "vitest/config";
import { shippedForVite } from "./scripts/shipped.mjs";

export default defineConfig({
  plugins: [shippedForVite],
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 20_000,
    env: { NO_COLOR: "1" },
  },
});
