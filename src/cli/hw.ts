import type { Command } from "commander";
import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { jsonText } from "../report/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { choice, chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

const kinds = ["devices", "socs", "cores"] as const;

interface ListOptions {
  readonly format?: string;
}

export const addHw: AddVerb = (program, session) => {
  const hw = program
    .command("hw")
    .summary("the shipped hardware profiles")
    .description("Lists the hardware profiles, or shows one with its sources.")
    .addHelpText("after", examples(["ridge hw list", "all profiles"], ["ridge hw show pixel-2", "one profile"]));
  addList(hw, session);
  addShow(hw, session);
};

function addList(hw: Command, session: Session): void {
  hw.command("list")
    .description("Names of the profiles: devices, socs, cores.")
    .argument("[kind]", "devices, socs or cores")
    .option("-f, --format <format>", "table (plain text) or json")
    .action((kind: string | undefined, options: ListOptions) => {
      session.finish(list(kind, options));
    });
}

function list(kind: string | undefined, options: ListOptions): Outcome {
  const format = chosenFormat(options.format, undefined, ["table", "json"]);
  if ("fault" in format) return failed(format.fault);
  const wanted = kind === undefined ? undefined : choice("the kind", kind, kinds);
  if (wanted !== undefined && "fault" in wanted) return failed(wanted.fault);
  const shown = wanted === undefined ? kinds : [wanted.value];
  if (format.value === "json") {
    const names = Object.fromEntries(shown.map((each) => [each, profileNames(each)]));
    return { text: `${jsonText({ schema: "ridge.hw/1", ...names }, 1)}\n`, diagnostics: [] };
  }
  const lines = shown.flatMap((each) => [each, ...profileNames(each).map((name) => `  ${name}`)]);
  return { text: lines.map((each) => `${each}\n`).join(""), diagnostics: [] };
}

function addShow(hw: Command, session: Session): void {
  hw.command("show")
    .description("A profile's file: every number with its unit and source.")
    .argument("<name>", "name of a device, SoC or core")
    .action((name: string) => {
      session.finish(show(name));
    });
}

function show(name: string): Outcome {
  const kind = kinds.find((each) => profileNames(each).includes(name));
  const path = Object.keys(hardwareFiles).find(
    (each) => kind !== undefined && each.replace(/\.ya?ml$/, "") === `${kind}/${name}`,
  );
  if (path !== undefined) return { text: hardwareFiles[path], diagnostics: [] };
  const nearest = nearestNames(name, kinds.flatMap(profileNames));
  return failed(diagnostic("usage/unknown-device", { name, nearest }, undefined));
}
