import { appendFileSync, statSync } from "node:fs";
import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import {
  type CheckedFile,
  type CheckFormat,
  checkFormats,
  renderCheck,
  renderStepSummary,
  summaryOf,
  summaryText,
} from "../report/index.ts";
import { version } from "../shipped/index.ts";
import { archFiles, type FoundFile, relativePath } from "./arch-files.ts";
import { type CheckSettings, checkArchFile, checkText } from "./check-arch-file.ts";
import { checkInThreads } from "./check-worker.ts";
import { decodeSource, reasonOf, sizeLimit } from "./file.ts";
import { fixFiles } from "./fix.ts";
import { allOf, chosenFormat, wholeNumber } from "./options.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { say } from "./say.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { hasColour, reportPaint } from "./style.ts";
import { lineWidth } from "./terminal.ts";
import { WatchedFiles } from "./watch.ts";

interface CheckOptions {
  readonly filter?: string;
  readonly fix?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly jobs: string;
  readonly watch?: boolean;
  readonly width?: string;
  readonly quiet?: boolean;
  readonly root?: string;
}

/** Width of a table that goes to a file or a pipe. */
const widthWithoutTerminal = 120;

export const addCheck: AddVerb = (program, session) => {
  program
    .command("check")
    .summary("decide the claims of .arch files")
    .description(
      "Decides each claim and erratum: PROVED, AS PRINTED, REFUTED with a counterexample, or UNDECIDED with the reason. " +
        "Exit 0: all as stated; 1: a claim fails or an erratum holds; 2: errors; 3: only undecided ones.",
    )
    .argument("<files...>", "files, folders (every .arch below them), or - for standard input")
    .option("--filter <text>", "only claims with this text in their name, tags or source")
    .option("-f, --format <format>", checkFormats.join(", "))
    .option("-o, --output <file>", "write to a file; its extension chooses the format (.sarif, .xml for junit)")
    .option("--fix", "write proved corrections of refuted claims into their files, and show the diff")
    .option("-q, --quiet", "show only what fails or is undecided, and the summary")
    .option("--jobs <n>", "threads, when there are several files", "1")
    .option("--watch", "check again whenever a file changes")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge check claims.arch", "every verdict"],
        ["ridge check zoo --filter 1704.04861", "the claims from one paper"],
        ["ridge check zoo --quiet", "what fails, and a line that counts"],
        ["ridge check claims.arch --fix", "put proved corrections in place of what is refuted"],
        ["ridge check . -f github", "annotations of a pull request"],
        ["ridge check . -o claims.sarif", "for code scanning"],
      ),
    )
    .action(async (files: string[], options: CheckOptions) => {
      session.finish(await runCheck(files, options, session));
    });
};

interface Settings extends CheckSettings {
  readonly format: CheckFormat;
  readonly width: number;
  readonly jobs: number;
  readonly quiet: boolean;
}

function readOptions(
  names: readonly string[],
  options: CheckOptions,
  { terminal }: Session,
): Settings | { readonly faults: readonly Diagnostic[] } {
  const checked = allOf({
    format: chosenFormat(options.format, options.output, checkFormats),
    width: options.width === undefined ? { value: undefined } : wholeNumber("`--width`", options.width, 20, 10_000),
    jobs: wholeNumber("`--jobs`", options.jobs, 1, 64),
  });
  if ("faults" in checked) return checked;
  const { format, width, jobs } = checked.values;
  const { root, filter, watch, output } = options;
  const faults: Diagnostic[] = [];
  const isTable = format === "table";
  if (options.width !== undefined && !isTable) {
    faults.push(diagnostic("usage/no-effect", { option: "--width", where: `on ${format} output` }, undefined));
  }
  if (options.quiet === true && !isTable) {
    faults.push(diagnostic("usage/no-effect", { option: "--quiet", where: `on ${format} output` }, undefined));
  }
  const mistake = (problem: string) =>
    faults.push(diagnostic("usage/command-line", { problem, hint: "ridge help check" }, undefined));
  if (watch === true && (!isTable || output !== undefined || options.fix === true)) {
    mistake("`--watch` shows the table, and goes with no `--format`, `--output` or `--fix`");
  }
  if (names.includes("-") && (watch === true || options.fix === true)) {
    mistake("`--watch` and `--fix` need files, and `-` is standard input");
  }
  if (root !== undefined && statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    faults.push(diagnostic("file/unreadable", { file: root, reason: "it is no folder" }, undefined));
  }
  if (faults.length > 0) return { faults };
  const ownWidth = output === undefined ? lineWidth(terminal) : undefined;
  return {
    format,
    jobs,
    filter,
    root,
    quiet: options.quiet === true,
    width: width ?? ownWidth ?? widthWithoutTerminal,
  };
}

async function runCheck(names: readonly string[], options: CheckOptions, session: Session): Promise<Outcome> {
  const settings = readOptions(names, options, session);
  if ("faults" in settings) return failed(...settings.faults);
  if (options.watch === true) return watch(names, settings, session);
  const found = archFiles(names);
  if (found.files.length === 0) return failed(...found.diagnostics);
  let files = await checkAll(found.files, settings, session);
  const diagnostics = [...found.diagnostics, ...nothingChecked(names, found.files, files, settings.filter)];
  let diff = "";
  for (let round = 0; options.fix === true && round < mostRounds; round++) {
    const fixed = fixFiles(files);
    diagnostics.push(...fixed.diagnostics);
    diff += fixed.diff;
    if (fixed.diff === "") break;
    files = await checkAll(found.files, settings, session);
    if (fixed.diagnostics.length > 0) break;
  }
  const outcome = await outcomeOf(files, diagnostics, settings, session);
  const shown = settings.format === "table" && options.output === undefined && outcome.exit !== exitCode.badInput;
  if (diff !== "" && shown) return { ...outcome, text: `${diff}\n${outcome.text}` };
  const summary = outcome.exit === exitCode.badInput ? await besideErrors(files, settings.format, options.output) : "";
  return { ...outcome, output: options.output, beside: diff + summary };
}

/** A conjunction shows its next wrong part only when the first one is corrected. */
const mostRounds = 20;

/**
 * What standard error says of the statements beside an error. GitHub reads annotations from there as well; to a file all verdicts are
 * written.
 */
async function besideErrors(
  files: readonly CheckedFile[],
  format: CheckFormat,
  output: string | undefined,
): Promise<string> {
  if (output !== undefined) return "";
  if (format === "github") return renderCheck(files, { format, width: widthWithoutTerminal, version });
  const summary = summaryOf(files);
  if (summary.claims === 0) return "";
  return `\nbeside the errors ${summaryText(summary, 0)}\nverdicts are shown once the errors are mended; -o FILE writes them now\n`;
}

/** A check that found nothing to check must not pass for one that found nothing wrong. */
function nothingChecked(
  names: readonly string[],
  found: readonly FoundFile[],
  files: readonly CheckedFile[],
  filter: string | undefined,
): readonly Diagnostic[] {
  if (files.some((each) => hasErrors(each.diagnostics) || (filter !== undefined && each.records.length > 0))) return [];
  if (filter !== undefined) return [diagnostic("usage/no-claim", { filter }, undefined)];
  const isEmpty = (name: string) =>
    files.every((each, index) => each.claims === 0 || (found[index]?.folder ?? found[index]?.path) !== name);
  return names
    .map(relativePath)
    .filter(isEmpty)
    .map((file) => diagnostic("claim/none", { file }, undefined));
}

async function checkAll(
  files: readonly FoundFile[],
  settings: Settings,
  { terminal }: Session,
  seen?: (path: string) => void,
): Promise<readonly CheckedFile[]> {
  const progress = new Progress(terminal, files.length);
  const jobs = Math.min(settings.jobs, files.length);
  const { filter, root } = settings;
  let results: readonly CheckedFile[];
  if (jobs > 1 && terminal.program !== undefined && !files.some((each) => each.path === "-")) {
    results = await checkInThreads(terminal.program, files, { filter, root }, jobs, () => void progress.step());
  } else {
    const checked: CheckedFile[] = [];
    for (const each of files) {
      checked.push(
        each.path === "-" ? await checkInput(settings, terminal) : await checkArchFile(each, settings, seen),
      );
      await progress.step();
    }
    results = checked;
  }
  await progress.end();
  return results;
}

async function checkInput(settings: Settings, terminal: Session["terminal"]): Promise<CheckedFile> {
  const read = decodeSource(await terminal.readInput(sizeLimit), "<stdin>");
  if (read.kind === "fault") return { name: "<stdin>", claims: 0, records: [], diagnostics: [read.diagnostic] };
  return checkText(read.source, settings);
}

async function outcomeOf(
  files: readonly CheckedFile[],
  more: readonly Diagnostic[],
  { format, width, quiet }: Settings,
  session: Session,
): Promise<Outcome> {
  const diagnostics = [...more, ...files.flatMap((each) => each.diagnostics)];
  const summary = summaryOf(files);
  const { terminal, colour } = session;
  const coloured = format === "table" && hasColour(colour, terminal.outIsTerminal, terminal.env);
  const paint = coloured ? await reportPaint() : undefined;
  const text = await renderCheck(files, { format, width, version, paint, quiet });
  const fault = format === "github" ? await writeStepSummary(files, terminal.env.GITHUB_STEP_SUMMARY) : undefined;
  const exit = hasErrors(diagnostics)
    ? exitCode.badInput
    : summary.failed > 0
      ? exitCode.failed
      : summary.undecided > 0
        ? exitCode.undecided
        : exitCode.ok;
  return { text, diagnostics: fault === undefined ? diagnostics : [...diagnostics, fault], exit, isPartial: true };
}

/** Appends to the file that GitHub Actions shows as the step's summary, where there is one. */
async function writeStepSummary(
  files: readonly CheckedFile[],
  path: string | undefined,
): Promise<Diagnostic | undefined> {
  if (path === undefined || path === "") return undefined;
  try {
    appendFileSync(path, await renderStepSummary(files));
    return undefined;
  } catch (fault) {
    return diagnostic("file/unwritable", { file: path, reason: reasonOf(fault) }, undefined);
  }
}

/** Checks, shows, waits for a change, again; ends when the program is interrupted. */
async function watch(names: readonly string[], settings: Settings, session: Session): Promise<Outcome> {
  const { terminal, colour } = session;
  for (;;) {
    const found = archFiles(names);
    const watched = new WatchedFiles(found.files.map((each) => each.path));
    const files = await checkAll(found.files, { ...settings, jobs: 1 }, session, (path) => watched.add(path));
    const { text = "", diagnostics } = await outcomeOf(files, found.diagnostics, settings, session);
    if (diagnostics.length > 0) {
      await terminal.writeErr(await say(diagnostics, "text", hasColour(colour, terminal.errIsTerminal, terminal.env)));
    }
    await terminal.writeOut(`${text}watching ${watched.size} files; Ctrl-C ends\n`);
    await watched.change(() => archFiles(names).files.map((each) => each.path));
  }
}
