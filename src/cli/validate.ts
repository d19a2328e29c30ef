import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { renderValidation, type ValidationFormat, validationFormats } from "../report/index.ts";
import { zooEntry } from "../shipped/index.ts";
import {
  type Measurement,
  readMeasurements,
  type Validation,
  type ValidationKey,
  validate,
  validationKeys,
} from "../sim/index.ts";
import { lookOf, widthOption } from "./look.ts";
import { readTable } from "./measurement-table.ts";
import { allOf, type Checked, choice, chosenFormat, eachOf, optional, withoutEffect } from "./options.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

interface ValidateWords {
  readonly format?: string;
  readonly output?: string;
  readonly by?: string;
  readonly maxMape?: string;
  readonly fittedOn?: string;
  readonly width?: string;
  readonly root?: string;
}

export const addValidate: AddVerb = (program, session) => {
  program
    .command("validate")
    .summary("predicted against measured latencies")
    .description(
      "Predicts every row of a table of measurements, and says how far the predictions lie from it: by device, runtime, data type " +
        "and network, beside simpler models, in which order of networks, and for what nothing was fitted to.",
    )
    .argument("<file>", "CSV with the columns below, or - for standard input")
    .option("-f, --format <format>", validationFormats.join(", "))
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--by <key>", `sum up by one of ${validationKeys.join(", ")} (all of them)`)
    .option("--max-mape <percent>", "exit 1 when the mean absolute error is above it")
    .option(
      "--fitted-on <networks>",
      "networks that constants were fitted on: the errors of the others apart, and simpler models fitted on the same ones",
    )
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports of networks may read from")
    .addHelpText("after", columnHelp)
    .addHelpText(
      "after",
      examples(
        ["ridge validate measurements/cpu.csv", "every row, then figures by device, runtime, dtype, network"],
        ["ridge validate measurements/cpu.csv --by runtime", "figures by runtime alone"],
        ["ridge validate mine.csv --max-mape 10", "exit 1 in CI when predictions get worse"],
        [
          "ridge validate measurements/hexagon.csv --fitted-on resnet50,squeezenet1_1,mobilenet_v2",
          "the rows of those networks apart from the others",
        ],
        ["ridge validate mine.csv -o fidelity.svg", "a scatter plot"],
        ["ridge validate mine.csv -f csv", "the table with predicted_ms, error_pct and skipped behind it"],
      ),
    )
    .action(async (file: string, words: ValidateWords) => {
      session.finish(await runValidate(file, words, session));
    });
};

const columnHelp = `
Columns (any order; a row that cannot be predicted is skipped with its reason):
  device      a name of \`ridge hw list devices\`, or ./my-board.yaml
  core        left out or empty: the device's fastest one
  threads     1 or more; left out: 1
  runtime     kernel library: xnnpack-2020, paddle-lite, ...
  dtype       fp32, fp16 or int8
  network     zoo name, file.arch[:Net] or file.onnx
  args        settings with blanks between: alpha=0.35 res=96; left out or empty: none
  latency_ms  measured
  clock_ghz, isa  honoured where they stand; further columns are carried through to csv and json`;

async function runValidate(file: string, words: ValidateWords, session: Session): Promise<Outcome> {
  const checked = allOf({
    format: chosenFormat(words.format, words.output, validationFormats),
    by: optional("`--by`", words.by, validationKeys),
    limit: words.maxMape === undefined ? { value: undefined } : percentOption(words.maxMape),
    width: widthOption(words.width),
  });
  if ("faults" in checked) return failed(...checked.faults);
  const { format, by, limit, width } = checked.values;
  const idle = idleOptions(format, by, width);
  if (idle.length > 0) return failed(...idle);
  const read = await readTable(file, session);
  if (read.kind === "fault") return failed(read.diagnostic);
  const table = readMeasurements(read.source);
  if (table.value === undefined) return failed(...table.diagnostics);
  const fitted = words.fittedOn === undefined ? { value: undefined } : fittedNetworks(words.fittedOn, table.value.rows);
  if ("fault" in fitted) return failed(fitted.fault);
  // Brings models and profiles, which no other command needs to load.
  const { predictAll } = await import("./predict.ts");
  const progress = new Progress(session.terminal, table.value.rows.length, "rows");
  const predictions = await predictAll(table.value.rows, { root: words.root, step: () => progress.step() });
  await progress.end();
  const validation = validate(table.value, predictions, fitted.value);
  const look = await lookOf(width, words.output, session);
  const verdicts = limit === undefined ? [] : verdictOn(validation, limit);
  return {
    text: renderValidation(validation, { format, by, ...look }),
    diagnostics: [],
    verdicts,
    exit: verdicts.length > 0 ? exitCode.failed : exitCode.ok,
    output: words.output,
  };
}

function idleOptions(
  format: ValidationFormat,
  by: ValidationKey | undefined,
  width: number | undefined,
): readonly Diagnostic[] {
  return [
    ...(by !== undefined && (format === "csv" || format === "svg") ? [withoutEffect("--by", format)] : []),
    ...(width !== undefined && format !== "table" ? [withoutEffect("--width", format)] : []),
  ];
}

function percentOption(text: string): Checked<number> {
  const value = /^\d{1,6}(\.\d{1,6})?%?$/.test(text) ? Number(text.replace("%", "")) : Number.NaN;
  if (!Number.isNaN(value)) return { value };
  const wanted = "a percentage such as 10 or 7.5";
  return { fault: diagnostic("usage/number", { what: "`--max-mape`", found: text, wanted }, undefined) };
}

/** Networks of the table, or shipped ones that it has no row of. */
function fittedNetworks(text: string, rows: readonly Measurement[]): Checked<readonly string[]> {
  const measured = [...new Set(rows.map(({ network }) => network))];
  const networks = eachOf(text, (name) =>
    zooEntry(name) === undefined ? choice("`--fitted-on`", name, measured) : { value: name },
  );
  return "fault" in networks ? networks : { value: [...new Set(networks.value)] };
}

/** What a limit finds wrong: too large an error, or nothing to hold it to. */
function verdictOn({ summary }: Validation, limit: number): readonly Diagnostic[] {
  const { mape } = summary.figures;
  if (mape === undefined) return [diagnostic("validate/nothing-predicted", { rows: summary.rows }, undefined)];
  if (mape <= limit) return [];
  return [diagnostic("validate/error", { found: `${mape.toFixed(2)} %`, limit: `${limit} %` }, undefined)];
}
