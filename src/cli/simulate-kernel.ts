import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { CoreOrDsp, CoreProfile } from "../hardware/index.ts";
import { type KernelRenderOptions, type KernelReport, renderKernel, renderPackets } from "../report/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import {
  hvxLoops,
  instructionSetOf,
  isWrittenFor,
  type Kernel,
  kernels,
  missingClasses,
  simulateLoop,
} from "../sim/index.ts";
import { allOf, type Checked, choice, chosenFormat, wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { findProfile } from "./profile.ts";
import type { Session } from "./session.ts";
import { packOn, vectorCode } from "./simulate-packets.ts";
import { hasColour, reportPaint } from "./style.ts";

/** The options that say which inner loop runs where, as they are typed. */
interface KernelWords {
  readonly kernel?: string;
  readonly core?: string;
  readonly explain?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
}

/** Width of a table that goes to a pipe. */
const widthWithoutTerminal = 80;

/** The inner loops that there are, for the help text. */
export function kernelList(): string {
  const loops = [...kernels().values(), ...hvxLoops().values()];
  const width = Math.max(...loops.map(({ name }) => name.length));
  const lines = loops.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  return `\nKernels:\n${lines.join("\n")}`;
}

/** Runs one inner loop on a core. */
export async function runKernel(options: KernelWords, session: Session): Promise<Outcome> {
  const checked = allOf({
    format: chosenFormat(options.format, options.output, ["table", "json"]),
    width: options.width === undefined ? { value: undefined } : wholeNumber("`--width`", options.width, 20, 10_000),
  });
  const loop = await renderedLoop(options.kernel ?? "", options.core ?? "");
  if ("faults" in checked) return failed(...checked.faults, ...loop.diagnostics);
  if (loop.value === undefined) return failed(...loop.diagnostics);
  const { format, width } = checked.values;
  if (format === "json" && width !== undefined)
    return failed(diagnostic("usage/no-effect", { option: "--width", where: `on ${format} output` }, undefined));
  const { terminal } = session;
  const isFile = options.output !== undefined;
  const coloured = !isFile && hasColour(session.colour, terminal.outIsTerminal, terminal.env);
  const text = loop.value({
    format,
    width: width ?? (isFile ? undefined : terminal.columns) ?? widthWithoutTerminal,
    explain: options.explain === true,
    paint: coloured ? await reportPaint() : undefined,
  });
  return { text, diagnostics: loop.diagnostics, output: options.output };
}

/** Draws a loop that has run. */
type Drawing = (options: KernelRenderOptions) => string;

/** A loop on a core as it can be drawn: in packets on a DSP, else on ports. */
async function renderedLoop(kernelName: string, coreName: string): Promise<PhaseResult<Drawing>> {
  const { value: found, diagnostics } = await findCore(coreName);
  const fault = (each: Diagnostic): PhaseResult<Drawing> => ({ value: undefined, diagnostics: [each, ...diagnostics] });
  if (found === undefined) {
    const known = choice("`--kernel`", kernelName, [...kernels().keys(), ...hvxLoops().keys()]);
    return "fault" in known ? fault(known.fault) : { value: undefined, diagnostics };
  }
  if (found.kind === "dsp") {
    const packed = packOn(kernelName, found.dsp);
    if ("fault" in packed) return fault(packed.fault);
    return { value: (options) => renderPackets(packed.value, options), diagnostics };
  }
  const kernel = chosenKernel(kernelName, found.core);
  if ("fault" in kernel) return fault(kernel.fault);
  const report = await runOn(kernel.value, found.core);
  const { value } = report;
  if (value === undefined) return { value: undefined, diagnostics: report.diagnostics };
  return { value: (options) => renderKernel(value, options), diagnostics };
}

function chosenKernel(name: string, core: CoreProfile): Checked<Kernel> {
  if (hvxLoops().has(name)) {
    const known = core.instructionSets;
    const facts = { core: core.name, kernel: name, needed: vectorCode, known, runs: [] };
    return { fault: diagnostic("usage/instruction-set", facts, undefined) };
  }
  const chosen = choice("`--kernel`", name, [...kernels().keys()]);
  if ("fault" in chosen) return chosen;
  const kernel = kernels().get(chosen.value);
  return kernel === undefined ? choice("`--kernel`", name, []) : { value: kernel };
}

/** The core or DSP that `--core` names, shipped or in a file. */
async function findCore(name: string): Promise<PhaseResult<CoreOrDsp>> {
  const { resolveCoreOrDsp } = await import("../hardware/index.ts");
  const found = findProfile(name, ["cores", "dsps"]);
  if (!("fault" in found)) return resolveCoreOrDsp(found.value, hardwareFiles);
  return { value: undefined, diagnostics: isCoreFile(name) ? [found.fault] : unknownCore(name) };
}

function isCoreFile(name: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(name);
}

function unknownCore(name: string): readonly Diagnostic[] {
  const chosen = choice("`--core`", name, [...profileNames("cores"), ...profileNames("dsps")]);
  return "fault" in chosen ? [chosen.fault] : [];
}

async function runOn(kernel: Kernel, core: CoreProfile): Promise<PhaseResult<KernelReport>> {
  const fault = (each: Diagnostic) => ({ value: undefined, diagnostics: [each] });
  const { pipeline, name, order, instructionSets } = core;
  if (pipeline === undefined)
    return fault(diagnostic("usage/no-pipeline", { core: name, known: await coresWithPipeline() }, undefined));
  if (!isWrittenFor(instructionSets, kernel)) {
    const facts = { core: name, kernel: kernel.name, needed: instructionSetOf(kernel), known: instructionSets };
    return fault(diagnostic("usage/instruction-set", { ...facts, runs: kernelsOf(core, kernel) }, undefined));
  }
  const classes = missingClasses(kernel, pipeline);
  if (classes.length > 0) {
    const facts = { core: name, kernel: kernel.name, classes, runs: kernelsOf(core, kernel) };
    return fault(diagnostic("usage/no-instruction", facts, undefined));
  }
  const run = simulateLoop(kernel.body, pipeline, order);
  if (run?.steady.isExact === true) return { value: { kernel, core: name, run }, diagnostics: [] };
  return fault(diagnostic("usage/no-steady-state", { core: name, kernel: kernel.name }, undefined));
}

/** Kernels that a core can run, those of the same type of numbers first. */
function kernelsOf({ pipeline, instructionSets }: CoreProfile, wanted: Kernel): readonly string[] {
  const runs = (each: Kernel) =>
    pipeline !== undefined && isWrittenFor(instructionSets, each) && missingClasses(each, pipeline).length === 0;
  const names = [...kernels().values()].filter(runs).map((each) => each.name);
  const isSimilar = (name: string) => name.startsWith(`${wanted.name.split("_")[0]}_`);
  return [...names.filter(isSimilar), ...names.filter((each) => !isSimilar(each))];
}

async function coresWithPipeline(): Promise<readonly string[]> {
  const { resolveCore } = await import("../hardware/index.ts");
  return profileNames("cores").filter(
    (name) => resolveCore({ kind: "core", name }, hardwareFiles).value?.pipeline !== undefined,
  );
}
