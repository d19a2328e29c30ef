import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { InternalError } from "../core/internal-error.ts";
import { divideRational, parseDecimal, rational } from "../core/rational.ts";
import type { NetworkCost } from "../cost/index.ts";
import { type DeviceProfile, type DspUnit, resolveDevice, withDspSettings, withSettings } from "../hardware/index.ts";
import type { TimedCost, TimedRun, TimingAnswer, TimingFault } from "../model/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import {
  cpu,
  dsp,
  dspFor,
  type NetworkTiming,
  placeOn,
  roofline,
  wholeCycles,
  withTwiceTheBandwidth,
} from "../sim/index.ts";
import { dspRuntimeOf, noRuntime, runtimeOf, unknownProfileName } from "./chosen-runtime.ts";
import { findProfile } from "./profile.ts";
import type { TimingRequest } from "./timing-options.ts";

/** The device that `--on` names, shipped or in a file. The name of a core or chip is a fault that lists the devices with it. */
export function findDevice(name: string): PhaseResult<DeviceProfile> {
  const kind = profileNames("devices").includes(name)
    ? undefined
    : profileNames("cores").includes(name)
      ? "core"
      : profileNames("dsps").includes(name)
        ? "DSP"
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
    return value?.soc === name || hasCore(value, name);
  });
  return { value: undefined, diagnostics: [diagnostic("usage/not-a-device", { name, kind, devices }, undefined)] };
}

function hasCore(device: DeviceProfile | undefined, name: string): boolean {
  return device?.dsp?.core.name === name || device?.clusters.some(({ core }) => core.name === name) === true;
}

/**
 * Times a network on a device, in whole cycles: on the cores or the DSP under a runtime, or on the plain roofline.
 *
 * Errors: those of the profiles, of the cores that are asked for, of values set anew, and of the model.
 */
export function timeOn(request: TimingRequest, cost: NetworkCost): PhaseResult<NetworkTiming> {
  const device = findDevice(request.device);
  if (device.value === undefined) return { value: undefined, diagnostics: device.diagnostics };
  const timed = timeOnProfile(device.value, request, cost);
  return { ...timed, diagnostics: [...device.diagnostics, ...timed.diagnostics] };
}

/** The same on a device that is read already, whatever the request calls it. */
export function timeOnProfile(
  device: DeviceProfile,
  request: TimingRequest,
  cost: NetworkCost,
): PhaseResult<NetworkTiming> {
  const isRoofline = request.runtime === noRuntime;
  const dspUnit = dspFor(device, cost.dtype, request);
  if (dspUnit !== undefined) return timeOnDsp(device, dspUnit, request, cost);
  const placed = placeOn(device, isRoofline ? cost.dtype : "fp32", request);
  const wrong = [...placed.diagnostics, ...(isRoofline ? idleOnRoofline(request) : [])];
  if (placed.value === undefined || wrong.length > 0) return { value: undefined, diagnostics: wrong };
  const { cluster } = placed.value;
  const set = withSettings(device, cluster, request.settings);
  const runtime = isRoofline ? undefined : runtimeOf(request, cluster.core, cost.dtype);
  const said = [...set.diagnostics, ...(runtime?.diagnostics ?? [])];
  if (set.value === undefined || (runtime !== undefined && runtime.value === undefined))
    return { value: undefined, diagnostics: said };
  // What is set for a cluster does not move the network to another one; others of its core are there when it is too small.
  const { core } = cluster;
  const isAlone = cluster.count >= (request.threads ?? 1);
  const clusters = set.value.clusters.filter((each) =>
    isAlone ? each.name === cluster.name : each.core.name === core.name,
  );
  const options = { ...request, core: core.name };
  const onDevice = faster({ ...set.value, clusters }, request);
  const timed =
    runtime?.value === undefined
      ? roofline.time(cost, onDevice, undefined, options)
      : cpu.time(cost, onDevice, runtime.value, options);
  const value = timed.value === undefined ? undefined : wholeCycles(timed.value);
  return { value, diagnostics: [...said, ...timed.diagnostics] };
}

/** The same on the device's DSP. */
function timeOnDsp(
  device: DeviceProfile,
  unit: DspUnit,
  request: TimingRequest,
  cost: NetworkCost,
): PhaseResult<NetworkTiming> {
  const isRoofline = request.runtime === noRuntime;
  const where = `on ${unit.core.name}, which has one instruction set`;
  const idle = isRoofline
    ? idleOnRoofline(request, ["vtcm"])
    : request.isa === undefined
      ? []
      : [diagnostic("usage/no-effect", { option: `--isa ${request.isa}`, where }, undefined)];
  const set = withDspSettings(device, request.settings);
  const runtime = isRoofline ? undefined : dspRuntimeOf(request, unit.core.name);
  const said = [...idle, ...set.diagnostics, ...(runtime?.diagnostics ?? [])];
  const isMissing = runtime !== undefined && runtime.value === undefined;
  if (set.value === undefined || idle.length > 0 || isMissing) return { value: undefined, diagnostics: said };
  const options = { ...request, core: unit.core.name };
  const onDevice = faster(set.value, request);
  const timed =
    runtime?.value === undefined
      ? roofline.time(cost, onDevice, undefined, options)
      : dsp.time(cost, onDevice, runtime.value, options);
  const value = timed.value === undefined ? undefined : wholeCycles(timed.value);
  return { value, diagnostics: [...said, ...timed.diagnostics] };
}

function faster(device: DeviceProfile, { twice }: TimingRequest): DeviceProfile {
  return twice === undefined ? device : withTwiceTheBandwidth(device, twice);
}

/** Options that the plain roofline does not heed. */
function idleOnRoofline({ isa, fallback, settings }: TimingRequest, beyond = beyondRoofline): readonly Diagnostic[] {
  const keys = settings.map(({ text }) => (text.split("=")[0] ?? "").trim());
  const idle = [
    ...(isa === undefined ? [] : [`--isa ${isa}`]),
    ...(fallback ? ["--fallback"] : []),
    ...keys.filter((each) => beyond.includes(each)).map((each) => `--set ${each}`),
  ];
  const where = "on the plain roofline, which knows peak rate, clock and DRAM alone";
  return idle.map((option) => diagnostic("usage/no-effect", { option, where }, undefined));
}

/** Values of a device that the plain roofline has no use for. */
const beyondRoofline: readonly string[] = ["l1", "l2", "l2-bandwidth", "l3", "l3-bandwidth"];

/**
 * Times a network for the language: seconds, exact. A text may name shipped profiles alone, since it may come from anywhere and is given no
 * files.
 */
export function timeForText(cost: NetworkCost, run: TimedRun): TimingAnswer {
  const names = {
    device: profileNames("devices"),
    runtime: [...profileNames("runtimes"), ...profileNames("dsp-runtimes"), noRuntime],
  };
  for (const kind of ["device", "runtime"] as const) {
    const name = run[kind];
    if (name === undefined || names[kind].includes(name)) continue;
    return { value: undefined, faults: [{ about: kind, diagnostic: unknownProfileName(kind, name, names[kind]) }] };
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
