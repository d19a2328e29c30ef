import { diagnostic } from "../core/diagnostic.ts";
import { costOf, defaultConvention } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { argumentsOf, renderSystolic, systolicFormats } from "../report/index.ts";
import { dataflows, depthwiseMappings, type SystolicArray, type SystolicOptions, simulateArray } from "../sim/index.ts";
import { type Look, lookOf, widthOption } from "./look.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { type Asked, allOf, type Checked, choice, chosenFormat, withoutEffect } from "./options.ts";
import { failed, type Outcome, withinLimits } from "./outcome.ts";
import type { Session } from "./session.ts";

/** Options of `ridge simulate NET --array` as they are typed. */
export interface ArrayWords {
  readonly array?: string;
  readonly dataflow?: string;
  readonly depthwise?: string;
  readonly unpadded?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

interface ArrayQuestion {
  readonly options: SystolicOptions;
  readonly format: (typeof systolicFormats)[number];
  readonly width: number | undefined;
}

/** Cycles of a network on a systolic array, layer by layer. */
export async function simulateOnArray(
  network: string,
  settings: readonly string[],
  words: ArrayWords,
  session: Session,
): Promise<Outcome> {
  const asked = arrayQuestion(words);
  if ("faults" in asked) return failed(...asked.faults);
  const found = await findNetwork(network, settings, words.root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const look = await lookOf(asked.question.width, words.output, session);
  const answer = await withinLimits(() => answerOn(value, asked.question, look));
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics], output: words.output };
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["array", "dataflow", "depthwise", "format"];

function arrayQuestion(words: ArrayWords): Asked<ArrayQuestion> {
  const checked = allOf({
    array: arrayOption(words.array ?? ""),
    dataflow: choice("`--dataflow`", words.dataflow ?? "os", dataflows),
    depthwise: choice("`--depthwise`", words.depthwise ?? "per-channel", depthwiseMappings),
    format: chosenFormat(words.format, words.output, systolicFormats),
    width: widthOption(words.width),
  });
  if ("faults" in checked) return checked;
  const { format, width, ...chosen } = checked.values;
  if (width !== undefined && format !== "table") return { faults: [withoutEffect("--width", format)] };
  return { question: { options: { ...chosen, unpadded: words.unpadded === true }, format, width } };
}

/** Largest number of rows or columns. */
const longestSide = 65_536;

/** `32x32`, `12×14`: rows times columns. */
function arrayOption(text: string): Checked<SystolicArray> {
  const [, rows, columns] = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text) ?? [];
  const sides = [rows, columns].flatMap((each) => (each === undefined ? [] : [Number(each)]));
  const [height = 0, width = 0] = sides.filter((each) => each >= 1 && each <= longestSide);
  if (height > 0 && width > 0) return { value: { rows: BigInt(height), columns: BigInt(width) } };
  const wanted = `ROWSxCOLUMNS, each from 1 to ${longestSide}`;
  const hint = `--array ${/^[1-9]\d{0,3}$/.test(text) ? `${text}x${text}` : "32x32"}`;
  return { fault: diagnostic("usage/number", { what: "`--array`", found: text, wanted }, undefined, { hint }) };
}

/**
 * The table or JSON of one network.
 *
 * Errors: throws ExpressionTooLarge where a formula in free parameters passes the limits.
 */
function answerOn({ graph, parameters }: ElaboratedNetwork, { options, format }: ArrayQuestion, look: Look): Outcome {
  const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
  const { value, diagnostics } = simulateArray(cost, options);
  if (value === undefined) return failed(...diagnostics);
  const report = {
    network: graph.name,
    arguments: argumentsOf(parameters),
    timing: value,
    networkMacs: cost.totals.macs,
    assumptions: graph.assumptions,
  };
  return { text: renderSystolic(report, { ...look, format }), diagnostics };
}
