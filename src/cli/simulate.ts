import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { CoreProfile, Pipeline } from "../hardware/index.ts";
import { type KernelReport, renderKernel } from "../report/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { type Kernel, kernels, missingClasses, simulateLoop } from "../sim/index.ts";
import { allOf, type Checked, choice, chosenFormat, wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { findProfile } from "./profile.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { type ArrayWords, simulateOnArray } from "./simulate-array.ts";
import { hasColour, reportPaint } from "./style.ts";

interface SimulateOptions extends ArrayWords {
  readonly kernel?: string;
  readonly core?: string;
  readonly explain?: boolean;
}

/** Options that only a loop heeds, and only a network on an array. */
const loopOptions = ["kernel", "core", "explain"] as const;
const arrayOptions = ["array", "dataflow", "depthwise", "unpadded", "root"] as const;

/** Width of a table that goes to a pipe. */
const widthWithoutTerminal = 80;

export const addSimulate: AddVerb = (program, session) => {
  program
    .command("simulate")
    .summary("inner loops on the ports of a core, networks on a systolic array")
    .description(
      "Runs the inner loop of a kernel on the ports of a core, cycle by cycle to its steady state: cycles per pass, what binds, " +
        "and with --explain the schedule. With --array: the cycles of a network on a systolic array, layer by layer, by closed forms.",
    )
    .argument("[network]", "with --array: zoo name, file.arch[:Net], or - for standard input")
    .argument("[settings...]", "parameters of the network: alpha=0.75 res=160; res=? leaves one free")
    .option("--kernel <name>", "inner loop, from the list below")
    .option("--core <core>", "core with a `pipeline`, or a file such as ./my-core.yaml")
    .option("--explain", "one pass instruction by instruction, and the ports cycle by cycle")
    .option("--array <size>", "rows x columns of multiply-accumulate elements: 32x32")
    .option("--dataflow <flow>", "what stays in an element: os, ws or is, for outputs, weights or inputs (os)")
    .option(
      "--depthwise <mapping>",
      "per-channel, packed (on the diagonal), or as-filter as in SCALE-Sim (per-channel)",
    )
    .option("--unpadded", "windows slide over the map without its padding, as in SCALE-Sim's topologies")
    .option("-f, --format <format>", "table or json")
    .option("-o, --output <file>", "write to a file; .txt or .json chooses the format")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports of the network may read from")
    .addHelpText("after", () => kernelList())
    .addHelpText(
      "after",
      examples(
        ["ridge simulate --kernel f32_gemm_6x8_ld128 --core cortex-a76", "cycles per pass and what binds"],
        ["ridge simulate --kernel f32_dwconv_9p4c --core cortex-a53 --explain", "the schedule"],
        ["ridge simulate --kernel f32_hswish_16el --core kryo -f json", "the same for machines"],
        ["ridge simulate mobilenet_v1 --array 32x32 --dataflow ws", "cycles of each layer on an array"],
        ["ridge simulate mobilenet_v1 res=? --array 32x32", "as formulas of the resolution"],
        [
          "ridge simulate mobilenet_v1 --array 32x32 --depthwise as-filter --unpadded",
          "the layers as SCALE-Sim's topologies state them",
        ],
      ),
    )
    .action(async (network: string | undefined, settings: string[], options: SimulateOptions) => {
      session.finish(
        network === undefined
          ? await simulateLoopOf(options, session)
          : await simulateNetwork(network, settings, options, session),
      );
    });
};

async function simulateNetwork(
  network: string,
  settings: readonly string[],
  options: SimulateOptions,
  session: Session,
): Promise<Outcome> {
  if (options.array === undefined) return failed(withoutArray(network));
  const idle = loopOptions.filter((each) => options[each] !== undefined);
  if (idle.length > 0) return failed(...idle.map((each) => withoutUse(each, "on a network")));
  return simulateOnArray(network, settings, options, session);
}

function withoutArray(word: string): Diagnostic {
  const isLoop = kernels().has(word);
  const problem = isLoop
    ? `\`${word}\` is an inner loop, and no network`
    : "a network runs on an array, and `--array` is missing";
  const hint = isLoop
    ? `ridge simulate --kernel ${word} --core cortex-a76`
    : `ridge simulate ${word} --array 32x32; a time on a device: ridge report ${word} --on pixel-2`;
  return diagnostic("usage/command-line", { problem, hint }, undefined);
}

function withoutUse(option: string, where: string): Diagnostic {
  return diagnostic("usage/no-effect", { option: `--${option}`, where }, undefined);
}

async function simulateLoopOf(options: SimulateOptions, session: Session): Promise<Outcome> {
  const { kernel, core, array } = options;
  const idle = arrayOptions.filter((each) => options[each] !== undefined);
  if (kernel === undefined && idle.length > 0) {
    const problem = `\`--${idle[0]}\` needs a network, and none is given`;
    const hint = `ridge simulate mobilenet_v2 --array ${array ?? "32x32"}`;
    return failed(diagnostic("usage/command-line", { problem, hint }, undefined));
  }
  if (idle.length > 0) return failed(...idle.map((each) => withoutUse(each, "on an inner loop")));
  if (kernel !== undefined && core !== undefined) return simulate({ ...options, kernel, core }, session);
  const problem = `\`--${kernel === undefined ? "kernel" : "core"}\` is missing`;
  const command = `ridge simulate --kernel ${kernel ?? "f32_gemm_6x8_ld128"} --core ${core ?? "cortex-a76"}`;
  const hint = `${command}; \`ridge help simulate\` lists the kernels`;
  return failed(diagnostic("usage/command-line", { problem, hint }, undefined));
}

function kernelList(): string {
  const width = Math.max(...[...kernels().keys()].map((each) => each.length));
  const lines = [...kernels().values()].map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  return `\nKernels:\n${lines.join("\n")}`;
}

async function simulate(
  options: SimulateOptions & { readonly kernel: string; readonly core: string },
  session: Session,
): Promise<Outcome> {
  const { terminal } = session;
  const kernel = chosenKernel(options.kernel);
  const checked = allOf({
    kernel,
    format: chosenFormat(options.format, options.output, ["table", "json"]),
    width: options.width === undefined ? { value: undefined } : wholeNumber("`--width`", options.width, 20, 10_000),
  });
  const core = await findCore(options.core);
  if ("faults" in checked) return failed(...checked.faults, ...core.diagnostics);
  if (core.value === undefined) return failed(...core.diagnostics);
  const { format, width } = checked.values;
  if (format === "json" && width !== undefined)
    return failed(diagnostic("usage/no-effect", { option: "--width", where: `on ${format} output` }, undefined));
  const report = await runOn(checked.values.kernel, core.value);
  if (report.value === undefined) return failed(...report.diagnostics);
  const isFile = options.output !== undefined;
  const coloured = !isFile && hasColour(session.colour, terminal.outIsTerminal, terminal.env);
  const text = renderKernel(report.value, {
    format,
    width: width ?? (isFile ? undefined : terminal.columns) ?? widthWithoutTerminal,
    explain: options.explain === true,
    paint: coloured ? await reportPaint() : undefined,
  });
  return { text, diagnostics: core.diagnostics, output: options.output };
}

function chosenKernel(name: string): Checked<Kernel> {
  const chosen = choice("`--kernel`", name, [...kernels().keys()]);
  if ("fault" in chosen) return chosen;
  const kernel = kernels().get(chosen.value);
  return kernel === undefined ? choice("`--kernel`", name, []) : { value: kernel };
}

/** The core that `--core` names, shipped or in a file. */
async function findCore(name: string): Promise<PhaseResult<CoreProfile>> {
  const { resolveCore } = await import("../hardware/index.ts");
  const found = findProfile(name, ["cores"]);
  if (!("fault" in found)) return resolveCore(found.value, hardwareFiles);
  return { value: undefined, diagnostics: isCoreFile(name) ? [found.fault] : unknownCore(name) };
}

function isCoreFile(name: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(name);
}

function unknownCore(name: string): PhaseResult<CoreProfile>["diagnostics"] {
  const chosen = choice("`--core`", name, profileNames("cores"));
  return "fault" in chosen ? [chosen.fault] : [];
}

async function runOn(kernel: Kernel, core: CoreProfile): Promise<PhaseResult<KernelReport>> {
  const fault = (each: PhaseResult<never>["diagnostics"][number]) => ({ value: undefined, diagnostics: [each] });
  const { pipeline, name, order } = core;
  if (pipeline === undefined)
    return fault(diagnostic("usage/no-pipeline", { core: name, known: await coresWithPipeline() }, undefined));
  const classes = missingClasses(kernel, pipeline);
  if (classes.length > 0) {
    const facts = { core: name, kernel: kernel.name, classes, runs: kernelsOf(pipeline) };
    return fault(diagnostic("usage/no-instruction", facts, undefined));
  }
  const run = simulateLoop(kernel.body, pipeline, order);
  if (run !== undefined) return { value: { kernel, core: name, run }, diagnostics: [] };
  return fault(diagnostic("usage/no-steady-state", { core: name, kernel: kernel.name }, undefined));
}

function kernelsOf(pipeline: Pipeline): readonly string[] {
  return [...kernels().values()].flatMap((each) => (missingClasses(each, pipeline).length === 0 ? [each.name] : []));
}

async function coresWithPipeline(): Promise<readonly string[]> {
  const { resolveCore } = await import("../hardware/index.ts");
  return profileNames("cores").filter(
    (name) => resolveCore({ kind: "core", name }, hardwareFiles).value?.pipeline !== undefined,
  );
}
