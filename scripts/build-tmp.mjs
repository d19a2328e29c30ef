import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { requireForCommonJs } from "./import-bundled.mjs";
import { lazyParser } from "./lazy-parser.mjs";
import { buildPackages, packagesApart } from "./packages-apart.mjs";
import { shippedForEsbuild } from "./shipped.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const outdir = process.argv.find((each) => each.startsWith("--outdir="))?.slice("--outdir=".length) ?? "/tmp/distu";
rmSync(outdir, { recursive: true, force: true });

/** mathjs is large and only LaTeX output needs it: its module stays a file of its own, loaded when asked for. */
const latexApart = {
  name: "latex-apart",
  setup(context) {
    context.onResolve({ filter: /\/formula-tex\.ts$/ }, (request) =>
      request.kind === "dynamic-import" ? { path: "./latex.js", external: true } : undefined,
    );
  },
};

/** cli-table3 measures text with a package whose patterns take 10 ms to compile; Ridge has a measure of its own. */
const ownTextWidth = {
  name: "own-text-width",
  setup(context) {
    context.onResolve({ filter: /^string-width$/ }, () => ({ path: "string-width", namespace: "ridge-width" }));
    context.onLoad({ filter: /.*/, namespace: "ridge-width" }, () => ({
      contents: 'const { paintedWidth } = require("./src/report/text-width.ts"); module.exports = paintedWidth;',
      resolveDir: root,
      loader: "js",
    }));
  },
};

/** cli-table3 loads a colour package for named styles, which no table here uses: colour is added with chalk. */
const withoutTableStyles = {
  name: "without-table-styles",
  setup(context) {
    context.onResolve({ filter: /^@colors\/colors/ }, () => ({ path: "no-colours", namespace: "ridge-empty" }));
    context.onLoad({ filter: /.*/, namespace: "ridge-empty" }, () => ({
      contents: "module.exports = {};",
      loader: "js",
    }));
  },
};

const shared = {
  bundle: true,
  format: "esm",
  target: "node20",
  minify: false,
  legalComments: "none",
  logLevel: "warning",
  plugins: [shippedForEsbuild, lazyParser, latexApart, ownTextWidth, withoutTableStyles],
};

await Promise.all([
  buildPackages(outdir, { ...shared, plugins: [] }),
  build({
    ...shared,
    entryPoints: ["src/cli/main.ts"],
    outfile: join(outdir, "ridge.js"),
    platform: "node",
    plugins: [...shared.plugins, packagesApart],
    banner: { js: `#!/usr/bin/env node\n${requireForCommonJs}` },
  }),
  build({
    ...shared,
    entryPoints: ["src/report/formula-tex.ts"],
    outfile: join(outdir, "latex.js"),
    platform: "neutral",
    mainFields: ["module", "main"],
  }),
  build({
    ...shared,
    entryPoints: ["src/index.ts"],
    outfile: join(outdir, "index.js"),
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["browser"],
    target: "es2022",
  }),
]);
chmodSync(join(outdir, "ridge.js"), 0o755);

// A build for tests goes elsewhere and needs no declarations.
if (outdir === "/tmp/distu") {
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
