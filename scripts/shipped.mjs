import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every file below a folder as `/`-separated paths relative to it, in a fixed order. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

function texts(folder, pattern) {
  const found = filesBelow(join(root, folder)).filter((path) => pattern.test(path));
  return Object.fromEntries(found.map((path) => [path, readFileSync(join(root, folder, path), "utf8")]));
}

/** The module `ridge:shipped`: the texts that Ridge brings along, so that neither program nor library reads a file for them. */
export function shippedModule() {
  const indexFile = join(root, "zoo", "index.json");
  const index = existsSync(indexFile) ? JSON.parse(readFileSync(indexFile, "utf8")) : {};
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  const parts = {
    version,
    standardTexts: texts("grammar/std", /\.arch$/),
    zooTexts: texts("zoo", /(^|\/)network\.arch$/),
    zooIndex: index,
    hardwareTexts: texts("hardware-profiles", /\.ya?ml$/),
  };
  return Object.entries(parts)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join("\n");
}

const moduleName = "ridge:shipped";

/** For esbuild. */
export const shippedForEsbuild = {
  name: "ridge-shipped",
  setup(build) {
    build.onResolve({ filter: /^ridge:shipped$/ }, () => ({ path: moduleName, namespace: "ridge" }));
    build.onLoad({ filter: /.*/, namespace: "ridge" }, () => ({ contents: shippedModule(), loader: "js" }));
  },
};

/** For vite and vitest. */
export const shippedForVite = {
  name: "ridge-shipped",
  enforce: "pre",
  resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
  load: (id) => (id === `\0${moduleName}` ? shippedModule() : undefined),
};
