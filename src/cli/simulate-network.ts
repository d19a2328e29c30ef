import { costOf, type DataType, dataTypes, defaultConvention } from "../cost/index.ts";
import {
  argumentsOf,
  groupings,
  renderSimulation,
  reportOf,
  type SimulationFormat,
  type SimulationOptions,
  simulationFormats,
  sortKeys,
  toldLevels,
} from "../report/index.ts";
import { findDevice, timeOn, timesOfTwice } from "./device.ts";
import { bandOf } from "./error-band.ts";
import { lookOf, widthOption } from "./look.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { type Asked, allOf, batchOption, choice, chosenFormat, wholeNumber, withoutEffect } from "./options.ts";
import { failed, type Outcome, withinLimits } from "./outcome.ts";
import type { Session } from "./session.ts";
import { type TimingRequest, type TimingWords, timingRequest } from "./timing-options.ts";

/** The options of `ridge simulate` as they are typed. */
export interface SimulateWords extends TimingWords {
  readonly kernel?: string;
  readonly explain?: boolean;
  readonly dtype?: string;
  readonly batch?: string;
  readonly by?: string;
  readonly sort?: string;
  readonly top?: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

interface SimulationQuestion extends Omit<SimulationOptions, "width" | "paint"> {
  readonly format: SimulationFormat;
  readonly dtype: DataType;
  readonly batch: bigint;
  readonly width: number | undefined;
  readonly timing: TimingRequest;
}

/** Times one network on a device. */
export async function runSimulation(
  network: string,
  settings: readonly string[],
  words: SimulateWords,
  session: Session,
): Promise<Outcome> {
  const asked = simulationQuestion(words);
  if ("faults" in asked) return failed(...asked.faults);
  const found = await findNetwork(network, settings, words.root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const { width, timing, dtype, batch, ...options } = asked.question;
  const look = await lookOf(width, words.output, session);
  const answer: Outcome = await withinLimits(async () => {
    const cost = costOf(value.graph, { convention: defaultConvention, dtype, batch });
    const timed = await timeOn(timing, cost);
    if (timed.value === undefined) return failed(...timed.diagnostics);
    const report = { ...reportOf(cost, argumentsOf(value.parameters), timed.value), timing: timed.value };
    const own = timing.settings.map((each) => each.text);
    const device = await findDevice(timing.device);
    const band = device.value === undefined ? undefined : bandOf(timed.value, cost, device.value, own);
    const inWords = options.format === "table" || options.format === "md";
    const twice = await timesOfTwice(inWords ? toldLevels(timed.value) : [], timing, cost);
    const simulation = { report, settings: own, errorBand: band, twice };
    const text = await renderSimulation(simulation, { ...options, ...look });
    return { text: text.value, diagnostics: [...timed.diagnostics, ...text.diagnostics] };
  });
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics], output: words.output };
}

function simulationQuestion(words: SimulateWords): Asked<SimulationQuestion> {
  const checked = allOf({
    format: chosenFormat(words.format, words.output, simulationFormats),
    by: choice("`--by`", words.by ?? "layer", groupings),
    sort: choice("`--sort`", words.sort ?? (words.top === undefined ? "order" : "ms"), sortKeys),
    top: words.top === undefined ? { value: undefined } : wholeNumber("`--top`", words.top, 1, 1_000_000),
    dtype: choice("`--dtype`", words.dtype ?? "fp32", dataTypes),
    batch: batchOption(words.batch ?? "1"),
    width: widthOption(words.width),
  });
  const timing = timingRequest(words);
  if ("faults" in checked || "faults" in timing)
    return { faults: [checked, timing].flatMap((each) => ("faults" in each ? each.faults : [])) };
  const idle = idleOptions(words, checked.values.format);
  if (idle.length > 0 || timing.value === undefined) return { faults: idle };
  return { question: { ...checked.values, timing: timing.value } };
}

/** Options that the format does not heed. */
function idleOptions(words: SimulateWords, format: SimulationFormat) {
  const given = (["by", "sort", "top"] as const).filter((each) => words[each] !== undefined);
  return [
    ...(words.width !== undefined && format !== "table" ? [withoutEffect("--width", format)] : []),
    ...(format === "trace" ? given.map((each) => withoutEffect(`--${each}`, format)) : []),
  ];
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = [
  ...["on", "core", "runtime", "threads", "isa", "clock", "dtype", "batch", "by", "sort", "top", "format"],
];
