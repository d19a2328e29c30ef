import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/index.ts";
import { messages, renderDiagnostics } from "../../src/core/index.ts";
import { resolveDevice, resolveProfile, resolveRuntime } from "../../src/hardware/index.ts";
import { checkRuntime } from "../../src/sim/index.ts";
import { shippedProfiles } from "./shipped-profiles.ts";
import { smallLibrary } from "./small-library.ts";

/*
 * Each `name.yaml` under test/cases/hardware is a device of the user's, read beside the small library, each `runtime-name.yaml` a runtime,
 * whose loops are looked up too, each `dsp-name.yaml` a profile beside the shipped DSPs; its `name.out` holds
 * the diagnostics, or "right". `UPDATE=1 npx vitest run test/hardware/cases` rewrites them; read the difference before keeping it.
 */

const folder = new URL("../cases/hardware/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort();

function outputOf(name: string): { codes: readonly string[]; text: string } {
  const source = { name, text: readFileSync(new URL(name, folder), "utf8") };
  const { value, diagnostics } = name.startsWith("runtime-")
    ? runtimeOf(source)
    : name.startsWith("dsp-")
      ? resolveProfile({ source }, withDsps)
      : resolveDevice({ source }, smallLibrary);
  expect(value === undefined).toBe(diagnostics.some((each) => each.severity === "error"));
  const text = diagnostics.length === 0 ? "right" : renderDiagnostics(diagnostics);
  return { codes: diagnostics.map((each) => each.code), text: `${text}\n` };
}

/** DSPs have many fields: those that are shipped stand beside the small library. */
const withDsps = {
  ...smallLibrary,
  ...Object.fromEntries(Object.entries(shippedProfiles).filter(([path]) => path.startsWith("dsp"))),
};

function runtimeOf(source: { readonly name: string; readonly text: string }) {
  const { value, diagnostics } = resolveRuntime({ source }, smallLibrary);
  const all: readonly Diagnostic[] = value === undefined ? diagnostics : [...diagnostics, ...checkRuntime(value)];
  return { value: all.some((each) => each.severity === "error") ? undefined : value, diagnostics: all };
}

it.each(names)("%s gives its .out", (name) => {
  const file = new URL(name.replace(/\.yaml$/, ".out"), folder);
  const { text } = outputOf(name);
  if (process.env.UPDATE !== undefined) writeFileSync(file, text);
  expect(existsSync(file), `${name} has no .out; run with UPDATE=1`).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
});

/** Texts that are megabytes long are made by hostile.test.ts; timing has test/sim, values set anew settings.test.ts. */
const elsewhere = [
  "hardware/too-large",
  "hardware/too-deep",
  "hardware/too-many-errors",
  "hardware/dtype",
  "hardware/half",
  "hardware/isa",
  "hardware/threads",
  "hardware/setting",
  "hardware/unknown-setting",
  "hardware/free-symbols",
  "hardware/no-pipeline",
];

it("every hardware message has a case", () => {
  const shown = new Set([...names.flatMap((name) => outputOf(name).codes), ...elsewhere]);
  const known = Object.keys(messages).filter((code) => code.startsWith("hardware/"));
  expect(known.filter((code) => !shown.has(code))).toEqual([]);
});
