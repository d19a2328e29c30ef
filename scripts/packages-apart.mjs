import { build } from "esbuild";

/** Packages that many runs of the program do not need, and that are costly to load or to compile. */
const packages = ["chalk", "chevrotain", "yaml"];

/**
 * For esbuild: the bundle asks for these packages where it first uses one, each as a file of its own beside it.
 */
export const packagesApart = {
  name: "packages-apart",
  setup(context) {
    context.onResolve({ filter: new RegExp(`^(${packages.join("|")})$`) }, ({ path }) => ({
      path,
      namespace: "ridge-apart",
    }));
    context.onLoad({ filter: /.*/, namespace: "ridge-apart" }, ({ path }) => ({
      contents: `module.exports = require("./${path}.cjs");`,
      loader: "js",
    }));
    context.onResolve({ filter: /\.cjs$/, namespace: "ridge-apart" }, ({ path }) => ({ path, external: true }));
  },
};

/** Writes the files that `packagesApart` refers to. */
export function buildPackages(outdir, shared) {
  return build({
    ...shared,
    entryPoints: packages.map((each) => ({ in: each, out: each })),
    outdir,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    platform: "node",
  });
}
