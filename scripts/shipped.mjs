import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { importBundled } from "./import-bundled.mjs";

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

function shippedParts() {
  const indexFile = join(root, "zoo", "index.json");
  const index = existsSync(indexFile) ? JSON.parse(readFileSync(indexFile, "utf8")) : {};
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  return {
    version,
    standardTexts: texts("grammar/std", /\.arch$/),
    zooTexts: texts("zoo", /(^|\/)network\.arch$/),
    zooIndex: index,
    hardwareTexts: texts("hardware-profiles", /\.ya?ml$/),
    ratedCases: ["cpu", "hexagon"].flatMap((name) => {
      const file = join(root, "measurements", `${name}.errors.json`);
      return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
    }),
  };
}

/** The module `ridge:shipped`: the texts that Ridge brings along, so that neither program nor library reads a file for them. */
function shippedModule() {
  return Object.entries(shippedParts())
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join("\n");
}

/** The module `ridge:trees`: what the parser makes of the shipped texts. The texts themselves are named, not repeated. */
async function treesModule() {
  const { storedExpression, storedModule } = await importBundled(join(root, "scripts", "stored-texts.ts"));
  const { standardTexts, zooTexts, zooIndex } = shippedParts();
  const modules = Object.entries({ standardTexts, zooTexts }).flatMap(([group, files]) =>
    Object.entries(files).map(
      ([path, text]) => `[${group}[${JSON.stringify(path)}], ${JSON.stringify(storedModule(path, text))}]`,
    ),
  );
  const settings = new Set(Object.values(zooIndex).flatMap((entry) => Object.values(entry.bind ?? {})));
  const expressions = [...settings].map((text) => [text, storedExpression(text)]);
  return [
    'import { standardTexts, zooTexts } from "ridge:shipped";',
    `export const moduleTrees = new Map([${modules.join(",\n")}]);`,
    `export const expressionTrees = new Map(${JSON.stringify(expressions)});`,
  ].join("\n");
}

/** The module `ridge:profiles`: what the YAML reader makes of the shipped profiles. */
async function profilesModule() {
  const { storedProfile } = await importBundled(join(root, "scripts", "stored-texts.ts"));
  const trees = Object.entries(shippedParts().hardwareTexts).map(
    ([path, text]) => `[hardwareTexts[${JSON.stringify(path)}], ${JSON.stringify(storedProfile(path, text))}]`,
  );
  return `import { hardwareTexts } from "ridge:shipped";\nexport const profileTrees = new Map([${trees.join(",\n")}]);`;
}

const modules = { "ridge:shipped": shippedModule, "ridge:trees": treesModule, "ridge:profiles": profilesModule };

/** For esbuild. */
export const shippedForEsbuild = {
  name: "ridge-shipped",
  setup(build) {
    build.onResolve({ filter: /^ridge:(shipped|trees|profiles)$/ }, ({ path }) => ({ path, namespace: "ridge" }));
    build.onLoad({ filter: /.*/, namespace: "ridge" }, async ({ path }) => ({
      contents: await modules[path](),
      loader: "js",
    }));
  },
};

/** For vite and vitest. */
export const shippedForVite = {
  name: "ridge-shipped",
  enforce: "pre",
  resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
  load: (id) => (id.startsWith("\0ridge:") ? modules[id.slice(1)]?.() : undefined),
};
