import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rationalToText } from "../../src/core/index.ts";
import * as api from "../../src/index.ts";
import { image } from "../../src/ops/index.ts";
import { type Expr, toText } from "../../src/symbolic/index.ts";

const root = new URL("../../", import.meta.url);
const files = ["src", "grammar"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
);

/** The doc comment before an exported function, if there is one. */
interface DocumentedFunction {
  readonly file: string;
  readonly name: string;
  readonly comment: string | undefined;
}

const functions: DocumentedFunction[] = files.flatMap((file) => {
  const text = readFileSync(new URL(file, root), "utf8");
  const found = text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:async )?function\*? (\w+)/g);
  return [...found].map(([, comment, name = ""]) => ({ file, name, comment }));
});

const examples = functions.flatMap(({ file, name, comment = "" }) =>
  [...comment.matchAll(/@example (.+) {2}\/\/ (.+?)(?: \*\/)?$/gm)].map(([, code = "", value = ""]) => ({
    file,
    name,
    code,
    value,
  })),
);

/** A value as an example writes it: numbers and formulas as Ridge prints them, all else as in the source. */
function written(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if ("kind" in value && (value.kind === "constant" || value.kind === "ratio")) return toText(value as Expr);
  if ("num" in value && "den" in value) return rationalToText(value as { num: bigint; den: bigint });
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${key}: ${written(each)}`)
    .join(", ")} }`;
}

/** The value of an expression in which the names of the public API and of the example's own file may stand. */
async function resultOf(file: string, code: string): Promise<unknown> {
  const own: Record<string, unknown> = await import(new URL(file, root).href);
  const names: Record<string, unknown> = { ...api, image, ...own };
  return new Function(...Object.keys(names), `"use strict"; return (${code});`)(...Object.values(names));
}

describe("examples in doc comments give the value behind them", () => {
  it.each(examples.map((each) => [each.code, each] as const))("%s", async (_, { file, code, value }) => {
    expect(written(await resultOf(file, code))).toBe(value);
  });

  it("every `@example` is run", () => {
    const count = files.reduce(
      (total, file) => total + (readFileSync(new URL(file, root), "utf8").match(/@example/g) ?? []).length,
      0,
    );
    expect(examples.length).toBe(count);
  });
});

describe("doc comments", () => {
  it("stand before every function of the public API, with an example unless it takes a whole network", () => {
    const wholeNetwork = ["reportOf", "renderCheck", "renderReport", "explainConvention", "matchNumber"];
    const offered = Object.entries(api).flatMap(([name, value]) =>
      typeof value === "function" && !/^class /.test(String(value)) ? [name] : [],
    );
    expect(offered.length).toBeGreaterThan(20);
    const documented = (name: string) => functions.filter((each) => each.name === name && each.comment !== undefined);
    const exampled = (name: string) => examples.some((each) => each.name === name) || wholeNetwork.includes(name);
    expect(offered.filter((name) => documented(name).length === 0)).toEqual([]);
    expect(offered.filter((name) => !exampled(name))).toEqual([]);
  });

  it("belong to what follows: none stands before another", () => {
    const stacked = files.filter((file) =>
      /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*\/\*\*/.test(readFileSync(new URL(file, root), "utf8")),
    );
    expect(stacked).toEqual([]);
  });
});
