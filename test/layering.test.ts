import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** What each module may import, itself aside. */
const below: Readonly<Record<string, readonly string[]>> = {
  core: [],
  symbolic: ["core"],
  grammar: ["core", "symbolic"],
  ops: ["core", "symbolic", "grammar"],
  graph: ["core", "symbolic", "grammar", "ops"],
  cost: ["core", "symbolic", "grammar", "ops", "graph"],
  model: ["core", "symbolic", "grammar", "ops", "graph", "cost"],
  hardware: ["core"],
  sim: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware"],
  report: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware", "sim"],
  shipped: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware"],
  exec: ["core", "symbolic", "graph", "model"],
  exchange: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware", "sim", "report"],
  explore: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware", "sim", "report"],
  claims: ["core", "symbolic", "grammar", "ops", "graph", "cost", "model", "hardware", "sim", "report"],
};
const topModules = ["cli", "index.ts"];

interface Import {
  readonly file: string;
  readonly target: string;
  /** As written. */
  readonly from: string;
}

function sourceFiles(): string[] {
  return ["src", "grammar"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => [folder, ...name.split(sep)].join("/")),
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /^(?:import|export)\b[^;"']*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].flatMap((match) => {
    const from = match[1] ?? match[2] ?? match[3] ?? "";
    const target = from.startsWith(".")
      ? relative(root, resolve(root, dirname(file), from))
          .split(sep)
          .join("/")
      : from;
    return [{ file, target, from }];
  });
}

function moduleOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second : first;
}

const files = sourceFiles();
const imports = files.flatMap(importsOf);
const inside = imports.filter((each) => each.from.startsWith("."));

it("reads the import lines of every module", () => {
  expect(files.length).toBeGreaterThan(100);
  expect(inside.length).toBeGreaterThan(files.length);
  expect(inside.filter((each) => !existsSync(join(root, each.target)))).toEqual([]);
});

it("imports go downwards only", () => {
  const breaches = inside.filter(({ file, target }) => {
    const from = moduleOf(file);
    const to = moduleOf(target);
    return from !== to && !topModules.includes(from) && below[from]?.includes(to) !== true;
  });
  expect(breaches.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

it("enters other modules through their index.ts, core aside", () => {
  const breaches = inside.filter(({ file, target }) => {
    const to = moduleOf(target);
    return moduleOf(file) !== to && to !== "core" && !target.endsWith(`${to}/index.ts`);
  });
  expect(breaches.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

it("uses Node only in cli", () => {
  const breaches = imports.filter(({ file, from }) => from.startsWith("node:") && moduleOf(file) !== "cli");
  expect(breaches.map(({ file, from }) => `${file} -> ${from}`)).toEqual([]);
});

it("has no import cycles, types included", () => {
  const edges = new Map<string, string[]>();
  for (const { file, target } of inside) edges.set(file, [...(edges.get(file) ?? []), target]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push([...path.slice(at), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});
