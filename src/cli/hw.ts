import type { Command } from "commander";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import type { ProfileRequest } from "../hardware/index.ts";
import { type HardwareRenderOptions, jsonText, renderDevices, renderHardware } from "../report/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { addFit } from "./hw-fit.ts";
import { lookOf, widthOption } from "./look.ts";
import { allOf, choice, chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { findProfile, readProfile } from "./profile.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

const kinds = ["devices", "socs", "cores", "dsps", "runtimes", "dsp-runtimes"] as const;

interface HwOptions {
  readonly format?: string;
  readonly width?: string;
}

export const addHw: AddVerb = (program, session) => {
  const hw = program
    .command("hw")
    .summary("hardware profiles: shipped ones and your own")
    .description(
      "Lists the hardware profiles, shows one with its sources, checks profile files, or fits what is not public of a DSP.",
    )
    .addHelpText(
      "after",
      examples(
        ["ridge hw list", "the devices with chip, cores, clocks and memory"],
        ["ridge hw list runtimes", "names of the kernel libraries"],
        ["ridge hw show pixel-2", "every value with its kind and source"],
        ["ridge hw show pixel-2 -f json", "the same for machines"],
        ["ridge hw check ./my-board.yaml", "whether a profile of your own is right"],
        ["ridge report mobilenet_v2 --on ./my-board.yaml", "time on a board of your own"],
        ["ridge hw fit --help", "constants of a DSP from measured latencies"],
      ),
    );
  const add = (command: Command) =>
    command.option("-f, --format <format>", "table or json").option("--width <n>", "columns of the terminal");
  add(hw.command("list").description("The devices, or the names of one kind of profile."))
    .argument("[kind]", kinds.join(", "))
    .action(async (kind: string | undefined, options: HwOptions) => {
      session.finish(await list(kind, options, session));
    });
  add(hw.command("show").description("A profile's values with unit, kind and source, device before SoC before cores."))
    .argument("<profile>", "name of a device, SoC, core, DSP or runtime, or a file such as ./my-board.yaml")
    .action(async (name: string, options: HwOptions) => {
      session.finish(await show(name, options, session));
    });
  hw.command("check")
    .description("Checks profile files: fields, units, sources, plausible values. Without files: the shipped profiles.")
    .argument("[files...]", "files such as ./my-board.yaml")
    .action(async (files: string[]) => {
      session.finish(await check(files));
    });
  addFit(hw, session);
};

/** Format, width and colours of a listing, or what is wrong with the options. */
async function rendering(options: HwOptions, session: Session): Promise<HardwareRenderOptions | Outcome> {
  const checked = allOf({
    format: chosenFormat(options.format, undefined, ["table", "json"]),
    width: widthOption(options.width),
  });
  if ("faults" in checked) return failed(...checked.faults);
  return { format: checked.values.format, ...(await lookOf(checked.values.width, undefined, session)) };
}

async function list(kind: string | undefined, options: HwOptions, session: Session): Promise<Outcome> {
  const render = await rendering(options, session);
  if ("diagnostics" in render) return render;
  const wanted = kind === undefined ? undefined : choice("the kind", kind, kinds);
  if (wanted !== undefined && "fault" in wanted) return failed(wanted.fault);
  const shown = wanted?.value;
  if (shown !== undefined && shown !== "devices") {
    const names = profileNames(shown);
    const json = () => `${jsonText({ schema: "ridge.hw/1", [shown]: names }, 1)}\n`;
    return { text: render.format === "json" ? json() : names.map((each) => `${each}\n`).join(""), diagnostics: [] };
  }
  const { resolveDevices } = await import("../hardware/index.ts");
  const { value: devices, diagnostics } = resolveDevices(hardwareFiles);
  if (devices === undefined) return failed(...diagnostics);
  const others = shown === undefined ? kinds.filter((each) => each !== "devices") : [];
  const more = Object.fromEntries(others.map((each) => [each, profileNames(each)]));
  return { text: await renderDevices(devices, render, more), diagnostics };
}

async function show(name: string, options: HwOptions, session: Session): Promise<Outcome> {
  const render = await rendering(options, session);
  if ("diagnostics" in render) return render;
  const found = findProfile(name, kinds);
  if ("fault" in found) return failed(found.fault);
  const { listingOf, resolveProfile } = await import("../hardware/index.ts");
  const { value, diagnostics } = resolveProfile(found.value, hardwareFiles);
  if (value === undefined) return failed(...diagnostics);
  return { text: await renderHardware(listingOf(value), render), diagnostics };
}

async function check(files: readonly string[]): Promise<Outcome> {
  const { checkLibrary, resolveProfile } = await import("../hardware/index.ts");
  if (files.length === 0) {
    const diagnostics = [...checkLibrary(hardwareFiles)];
    for (const name of profileNames("runtimes")) diagnostics.push(...(await loopFaults({ kind: "runtime", name })));
    const counts = kinds.map((each) => `${profileNames(each).length} ${each}`).join(", ");
    return hasErrors(diagnostics) ? failed(...diagnostics) : { text: `${counts}: no errors\n`, diagnostics };
  }
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const read = readProfile(file);
    if ("fault" in read) {
      diagnostics.push(read.fault);
      continue;
    }
    const { value, diagnostics: found } = resolveProfile(read.value, hardwareFiles);
    diagnostics.push(...found, ...(value?.kind === "runtime" ? await loopFaults(read.value) : []));
  }
  if (hasErrors(diagnostics)) return failed(...diagnostics);
  return { text: files.map((each) => `${each}: no errors\n`).join(""), diagnostics };
}

/** What a runtime names that the simulator does not have; nothing where the profile itself has faults. */
async function loopFaults(request: ProfileRequest): Promise<readonly Diagnostic[]> {
  const { resolveRuntime } = await import("../hardware/index.ts");
  const { value } = resolveRuntime(request, hardwareFiles);
  if (value === undefined) return [];
  return (await import("../sim/index.ts")).checkRuntime(value);
}
