import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import {
  type DeviceProfile,
  type DspUnit,
  type ProfileRequest,
  resolveDevice,
  resolveProfile,
} from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { findDevice } from "./device-timing.ts";
import { type FitQuestion, pathless } from "./fit-question.ts";
import { findProfile } from "./profile.ts";

/** What is fitted: a device, or the devices of a DSP. */
export type Target =
  | {
      readonly kind: "device";
      readonly name: string;
      /** As it was typed. */
      readonly text: string;
      readonly device: DeviceProfile;
      readonly request: ProfileRequest;
      readonly from: DspUnit | undefined;
    }
  | { readonly kind: "dsp"; readonly name: string; readonly from: undefined };

export type Faults = { readonly faults: readonly Diagnostic[] };

const kinds = ["devices", "dsps", "socs", "cores", "runtimes", "dsp-runtimes"] as const;
const kindWords = {
  device: "device",
  dsp: "DSP",
  soc: "chip",
  core: "core",
  runtime: "runtime",
  "dsp-runtime": "runtime",
} as const;

/** What a profile argument names, or why nothing of it can be fitted. */
export function targetOf(text: string, question: FitQuestion): Target | Faults {
  const found = findProfile(text, kinds);
  if ("fault" in found) return { faults: [found.fault] };
  const { value, diagnostics } = resolveProfile(found.value, hardwareFiles);
  if (value === undefined) return { faults: diagnostics };
  const { kind, name } = value;
  if (kind === "dsp" && profileNames("dsps").includes(name) && "name" in found.value) {
    if (question.from !== undefined) {
      const where = "on a DSP, whose devices are fitted together";
      return { faults: [diagnostic("usage/no-effect", { option: "--from", where }, undefined)] };
    }
    if (question.format === "yaml") return { faults: [diagnostic("fit/no-profile", { profile: name }, undefined)] };
    return { kind, name, from: undefined };
  }
  if (kind !== "device") return { faults: [nothingOf(`the ${kindWords[kind]} \`${name}\``, reasonFor(kind))] };
  const device = resolveDevice(found.value, hardwareFiles).value;
  if (device?.dsp === undefined) return { faults: [withoutDsp(name)] };
  const from = question.from === undefined ? undefined : sourceOf(question.from);
  if (from !== undefined && "faults" in from) return from;
  return { kind, name: pathless(text), text, device, request: found.value, from };
}

function reasonFor(kind: keyof typeof kindWords): string {
  if (kind === "dsp") return "no device of a table has a DSP of your own files by name";
  if (kind === "soc") return "constants are fitted to the rows of a device";
  return "its values are facts of the hardware or of a library";
}

/** The DSP whose constants are taken over. */
function sourceOf(name: string): DspUnit | Faults {
  const { value, diagnostics } = findDevice(name);
  if (value === undefined) return { faults: diagnostics };
  return value.dsp ?? { faults: [withoutDsp(value.name)] };
}

function withoutDsp(name: string): Diagnostic {
  return nothingOf(`the device \`${name}\``, "it has no DSP");
}

function nothingOf(what: string, why: string): Diagnostic {
  const devices = profileNames("devices").filter((each) => findDevice(each).value?.dsp !== undefined);
  return diagnostic("fit/nothing-to-fit", { what, why, devices, dsps: profileNames("dsps") }, undefined);
}
