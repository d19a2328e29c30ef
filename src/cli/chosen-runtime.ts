import { type Diagnostic, diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { DataType } from "../cost/index.ts";
import {
  type CoreProfile,
  type DspRuntimeProfile,
  type ProfileRequest,
  type RuntimeProfile,
  resolveDspRuntime,
  resolveRuntime,
} from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { checkRuntime } from "../sim/index.ts";
import type { Checked } from "./options.ts";
import { findProfile } from "./profile.ts";
import type { TimingRequest } from "./timing-options.ts";

/** The runtime that stands for the plain roofline. */
export const noRuntime = "none";

/** The runtime that is named, or a file of one; unless given, the newest shipped one with loops for the core and the data type. */
export function runtimeOf(
  { runtime, isa }: TimingRequest,
  core: CoreProfile,
  dtype: DataType,
): PhaseResult<RuntimeProfile> {
  if (runtime !== undefined) {
    const found = namedRuntime(runtime, "runtimes", core.name);
    if ("fault" in found) return { value: undefined, diagnostics: [found.fault] };
    return "name" in found.value ? shippedRuntime(found.value.name) : ownRuntime(found.value);
  }
  const all = profileNames("runtimes").map(shippedRuntime);
  const isas = isa === undefined ? core.instructionSets : [isa];
  const suited = all.flatMap(({ value }) =>
    value !== undefined && isas.some((each) => value.loops.has(`${each}-${dtype}`)) ? [value] : [],
  );
  const newest = suited.reduce<RuntimeProfile | undefined>(
    (best, each) => (best === undefined || each.vintage > best.vintage ? each : best),
    undefined,
  );
  if (newest !== undefined) return { value: newest, diagnostics: [] };
  const facts = { core: core.name, dtype, isas };
  return { value: undefined, diagnostics: [diagnostic("runtime/none", facts, undefined)] };
}

/** The runtime that is named for a DSP, or a file of one; unless given, the newest shipped one, the first of those of one month. */
export function dspRuntimeOf({ runtime }: Pick<TimingRequest, "runtime">, dsp: string): PhaseResult<DspRuntimeProfile> {
  if (runtime !== undefined) {
    const found = namedRuntime(runtime, "dsp-runtimes", dsp);
    if ("fault" in found) return { value: undefined, diagnostics: [found.fault] };
    return resolveDspRuntime(found.value, hardwareFiles);
  }
  const all = profileNames("dsp-runtimes").map((name) =>
    resolveDspRuntime({ kind: "dsp-runtime", name }, hardwareFiles),
  );
  const newest = all.reduce<PhaseResult<DspRuntimeProfile> | undefined>(
    (best, each) => ((each.value?.vintage ?? "") > (best?.value?.vintage ?? "") ? each : best),
    undefined,
  );
  return newest ?? { value: undefined, diagnostics: [] };
}

/** What a runtime argument names for a core, the runtimes of other cores being none. */
function namedRuntime(text: string, folder: "runtimes" | "dsp-runtimes", core: string): Checked<ProfileRequest> {
  const found = findProfile(text, [folder]);
  if (!("fault" in found)) return found;
  const isName = ["usage/unknown-device", "hardware/misplaced"].includes(found.fault.code);
  const other = folder === "runtimes" ? "dsp-runtimes" : "runtimes";
  if (!isName) return found;
  if (profileNames(other).includes(text)) {
    const known = profileNames(folder).join(", ");
    return { fault: diagnostic("runtime/other-core", { runtime: text, core, known }, undefined) };
  }
  if (found.fault.code === "hardware/misplaced") return found;
  return { fault: unknownProfileName("runtime", text, [...profileNames(folder), noRuntime]) };
}

const readRuntimes = new Map<string, PhaseResult<RuntimeProfile>>();

/** A shipped runtime; each is read once. */
function shippedRuntime(name: string): PhaseResult<RuntimeProfile> {
  const runtime = readRuntimes.get(name) ?? resolveRuntime({ kind: "runtime", name }, hardwareFiles);
  readRuntimes.set(name, runtime);
  return runtime;
}

/** A runtime of the user's, with the loops that it names looked up. */
function ownRuntime(request: ProfileRequest): PhaseResult<RuntimeProfile> {
  const { value, diagnostics } = resolveRuntime(request, hardwareFiles);
  const all = [...diagnostics, ...(value === undefined ? [] : checkRuntime(value))];
  return { value: hasErrors(all) ? undefined : value, diagnostics: all };
}

/** The fault of a name that no profile has. */
export function unknownProfileName(kind: string, name: string, names: readonly string[]): Diagnostic {
  const facts = { kind, name, nearest: nearestNames(name, names), known: names.join(", ") };
  const hint = kind === "runtime" ? { hint: `\`${noRuntime}\` is the plain roofline` } : {};
  return diagnostic("hardware/unknown", facts, undefined, hint);
}
