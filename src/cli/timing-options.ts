import type { Command } from "commander";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import type { InstructionSet, SettingKey } from "../hardware/index.ts";
import type { BandwidthLevel } from "../sim/index.ts";
import { allOf, type Checked, listed, optional, wholeNumber } from "./options.ts";

/** Options that say what a network is timed on, as they are typed. */
export interface TimingWords {
  readonly on?: string | undefined;
  readonly core?: string;
  readonly runtime?: string | undefined;
  readonly threads?: string | undefined;
  readonly isa?: string;
  readonly clock?: string;
  readonly set?: readonly string[];
  readonly fallback?: boolean;
}

/** What a network is timed on. Names are not looked up yet. */
export interface TimingRequest {
  /** Name of a device, or a file. */
  readonly device: string;
  readonly core: string | undefined;
  /** Name of a runtime, or a file; `none` for the plain roofline. */
  readonly runtime: string | undefined;
  readonly threads: number | undefined;
  readonly isa: InstructionSet | undefined;
  readonly fallback: boolean;
  /** Values of the device that are set anew: `dram=6GB/s`. */
  readonly settings: readonly Source[];
  /** A level of memory that gives twice its bandwidth, whatever the settings make of it. */
  readonly twice?: BandwidthLevel;
}

/** As options and tables write them. */
export const instructionSets = ["armv6", "armv7", "armv8"] as const satisfies readonly InstructionSet[];

/** What `--set` takes, for the help text, which does not load the profiles. */
export const helpedKeys: readonly SettingKey[] = [
  "clock",
  "dram",
  "dram-all",
  "l1",
  "l2",
  "l2-bandwidth",
  "l3",
  "l3-bandwidth",
  "vtcm",
];

/** Options that mean nothing without a device, as they are typed. */
const ofDevice = ["core", "runtime", "threads", "isa", "clock", "set", "fallback"] as const;

/** Adds the options that go with `--on` in every command that times networks. */
export function addPlaceOptions(
  command: Command,
  collect?: (list: string, earlier: string | undefined) => string,
): Command {
  const several = collect === undefined ? "" : ", one or several";
  const option = (flags: string, text: string) =>
    collect === undefined ? command.option(flags, text) : command.option(flags, text, collect);
  command.option("--core <core>", "which of the device's cores; its fastest unless given");
  option("--runtime <runtime>", `kernel library that runs the network${several}; none is the plain roofline`);
  return option("--threads <n>", `cores of one cluster that share the work${several} (1)`);
}

/** Adds the options that change what the device is. */
export function addWhatIfOptions(command: Command): Command {
  return command
    .option("--isa <isa>", `instruction set of the system: ${instructionSets.join(", ")}`)
    .option("--clock <ghz>", "clock of the core in GHz, instead of the profile's")
    .option(
      "--set <key=value>",
      `a value of the device instead of the profile's, such as dram=6GB/s; may be given again: ${helpedKeys.join(", ")}`,
      (text: string, earlier: readonly string[] = []) => [...earlier, ...listed(text)],
    )
    .option("--fallback", "time layers without a kernel by a plain loop instead of refusing them");
}

/** Reads what a network is timed on; undefined without `--on`, where the other options are faults. */
export function timingRequest(
  words: TimingWords,
): { readonly value: TimingRequest | undefined } | { readonly faults: readonly Diagnostic[] } {
  if (words.on === undefined) {
    const idle = ofDevice.filter((each) => words[each] !== undefined && words[each] !== false);
    const faults = idle.map((each) => diagnostic("usage/needs-device", { option: `--${each}` }, undefined));
    return faults.length > 0 ? { faults } : { value: undefined };
  }
  const checked = allOf({
    clock: words.clock === undefined ? { value: [] } : clockSetting(words.clock),
    threads: words.threads === undefined ? { value: undefined } : threadCount(words.threads),
    isa: optional("`--isa`", words.isa, instructionSets),
  });
  if ("faults" in checked) return checked;
  const { on: device, core, runtime, fallback = false } = words;
  const { clock, ...values } = checked.values;
  const settings = [...clock, ...(words.set ?? []).map((text) => ({ name: "--set", text }))];
  return { value: { device, core, runtime, fallback, settings, ...values } };
}

/** One request for each device, runtime and number of threads of the lists that are typed; one undefined without `--on`. */
export function timingRequests(
  words: TimingWords,
): { readonly value: readonly (TimingRequest | undefined)[] } | { readonly faults: readonly Diagnostic[] } {
  const all = (text: string | undefined) => (text === undefined ? [undefined] : listed(text));
  const requests: (TimingRequest | undefined)[] = [];
  for (const on of all(words.on)) {
    for (const runtime of all(words.runtime)) {
      for (const threads of all(words.threads)) {
        const found = timingRequest({ ...words, on, runtime, threads });
        if ("faults" in found) return found;
        requests.push(found.value);
      }
    }
  }
  return { value: requests };
}

/** Most threads that are read as a number; how many fit is for the device to say. */
const mostThreads = 1024;

function threadCount(text: string): Checked<number> {
  return wholeNumber("`--threads`", text, 1, mostThreads);
}

/** `2.35` is in GHz; a unit of one's own stays. */
function clockSetting(text: string): Checked<readonly Source[]> {
  const [, digits, unit = "GHz"] = /^\s*([0-9.]+(?:e[0-9]+)?)\s*([a-zA-Z]+)?\s*$/.exec(text) ?? [];
  if (digits !== undefined) return { value: [{ name: "--clock", text: `clock=${digits}${unit}` }] };
  const wanted = "a clock such as 2.35 (in GHz) or 1500MHz";
  return { fault: diagnostic("usage/number", { what: "`--clock`", found: text.slice(0, 60), wanted }, undefined) };
}
