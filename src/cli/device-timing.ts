import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { InternalError } from "../core/internal-error.ts";
import { divideRational, parseDecimal, rational } from "../core/rational.ts";
import { nearestNames } from "../core/suggest.ts";
import type { NetworkCost } from "../cost/index.ts";
import { type DeviceProfile, resolveDevice, withSettings } from "../hardware/index.ts";
import type { TimedCost, TimedRun, TimingAnswer, TimingFault } from "../model/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { type NetworkTiming, placeOn, roofline, wholeCycles } from "../sim/index.ts";
import { findProfile } from "./profile.ts";
import type { TimingRequest } from "./timing-options.ts";

/** The device that `--on` names, shipped or in a file. The name of a core or chip is a fault that lists the devices with it. */
export function findDevice(name: string): PhaseResult<DeviceProfile> {
  const kind = profileNames("devices").includes(name)
    ? undefined
    : profileNames("cores").includes(name)
      ? "core"
      : profileNames("socs").includes(name)
        ? "chip"
        : undefined;
  if (kind === undefined) {
    const found = findProfile(name, ["devices"]);
    if ("fault" in found) return { value: undefined, diagnostics: [found.fault] };
    return resolveDevice(found.value, hardwareFiles);
  }
  const devices = profileNames("devices").filter((each) => {
    const { value } = resolveDevice({ kind: "device", name: each }, hardwareFiles);
    return value?.soc === name || value?.clusters.some(({ core }) => core.name === name) === true;
  });
  return { value: undefined, diagnostics: [diagnostic("usage/not-a-device", { name, kind, devices }, undefined)] };
}

/** The runtime that stands for the plain roofline. */
const noRuntime = "none";

/**
 * Times a network on a device, in whole cycles.
 *
 * Errors: those of the profiles, of the cores that are asked for, of values set anew, and of the model.
 */
export function timeOn(request: TimingRequest, cost: NetworkCost): PhaseResult<NetworkTiming> {
  const device = findDevice(request.device);
  if (device.value === undefined) return { value: undefined, diagnostics: device.diagnostics };
  const placed = placeOn(device.value, cost.dtype, request);
  const wrong = [...placed.diagnostics, ...runtimeFaults(request)];
  if (placed.value === undefined || wrong.length > 0)
    return { value: undefined, diagnostics: [...device.diagnostics, ...wrong] };
  const { cluster } = placed.value;
  const set = withSettings(device.value, cluster, request.settings);
  const said = [...device.diagnostics, ...set.diagnostics];
  if (set.value === undefined) return { value: undefined, diagnostics: said };
  // What is set for a cluster does not move the network to another one.
  const clusters = set.value.clusters.filter((each) => each.name === cluster.name);
  const timed = roofline.time(cost, { ...set.value, clusters }, undefined, request);
  const value = timed.value === undefined ? undefined : wholeCycles(timed.value);
  return { value, diagnostics: [...said, ...timed.diagnostics] };
}

/** A runtime that is not known, and options that the plain roofline does not heed. */
function runtimeFaults({ runtime = noRuntime, isa, fallback, settings }: TimingRequest): readonly Diagnostic[] {
  if (runtime !== noRuntime) return [unknown("runtime", runtime, [noRuntime])];
  const keys = settings.map(({ text }) => (text.split("=")[0] ?? "").trim());
  const idle = [
    ...(isa === undefined ? [] : [`--isa ${isa}`]),
    ...(fallback ? ["--fallback"] : []),
    ...keys.filter((each) => beyondRoofline.includes(each)).map((each) => `--set ${each}`),
  ];
  const where = "on the plain roofline, which knows peak rate, clock and DRAM alone";
  return idle.map((option) => diagnostic("usage/no-effect", { option, where }, undefined));
}

function unknown(kind: string, name: string, names: readonly string[]): Diagnostic {
  const facts = { kind, name, nearest: nearestNames(name, names), known: names.join(", ") };
  const hint = kind === "runtime" ? { hint: `\`${noRuntime}\` is the plain roofline` } : {};
  return diagnostic("hardware/unknown", facts, undefined, hint);
}

/** Values of a device that the plain roofline has no use for. */
const beyondRoofline: readonly string[] = ["l1", "l2", "l2-bandwidth", "l3", "l3-bandwidth"];

/**
 * Times a network for the language: seconds, exact. A text may name shipped profiles alone, since it may come from anywhere and is given no
 * files.
 */
export function timeForText(cost: NetworkCost, run: TimedRun): TimingAnswer {
  const names = { device: profileNames("devices"), runtime: [noRuntime] };
  for (const kind of ["device", "runtime"] as const) {
    const name = run[kind];
    if (name === undefined || names[kind].includes(name)) continue;
    return { value: undefined, faults: [{ about: kind, diagnostic: unknown(kind, name, names[kind]) }] };
  }
  const { value, diagnostics } = timeOn({ ...run, isa: undefined, fallback: false, settings: [] }, cost);
  const faults = diagnostics.map((each) => ({ about: aboutOf[each.code], diagnostic: asArgument(each) }));
  return { value: value === undefined ? undefined : exactTime(value), faults };
}

/** Which argument a fault is about, where device and runtime are known. */
const aboutOf: Readonly<Partial<Record<string, TimingFault["about"]>>> = {
  "hardware/unknown": "core",
  "hardware/threads": "threads",
  "hardware/dtype": "dtype",
};

/** Whole cycles over the clock, which is a decimal number. */
function exactTime({ cycles, clockGhz, energyMj }: NetworkTiming): TimedCost {
  const clock = parseDecimal(String(clockGhz));
  if (clock === undefined) throw new InternalError("timing", `no decimal clock: ${clockGhz} GHz`);
  const energy = energyMj === undefined ? undefined : parseDecimal(energyMj.toFixed(9));
  return {
    seconds: divideRational(rational(BigInt(cycles), 1_000_000_000n), clock),
    joules: energy && divideRational(energy, rational(1000n)),
  };
}

/** `--threads 4, or --core kryo` as arguments of the language: `threads=4, or core="kryo"`. */
function asArgument(said: Diagnostic): Diagnostic {
  const hint = said.hint?.replace(/--threads (\d+)/, "threads=$1").replace(/--core ([\w.-]+)/g, 'core="$1"');
  return hint === undefined ? said : { ...said, hint };
}
