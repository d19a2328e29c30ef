import type { Command } from "commander";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { dataTypes } from "../cost/index.ts";
import { groupings, simulationFormats, sortKeys } from "../report/index.ts";
import { kernels } from "../sim/index.ts";
import { failed } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";
import { type ArrayWords, simulateOnArray } from "./simulate-array.ts";
import { kernelList, runKernel } from "./simulate-kernel.ts";
import { runSimulation, type SimulateWords } from "./simulate-network.ts";
import { addPlaceOptions, addWhatIfOptions } from "./timing-options.ts";

/** What is simulated, and the options that each heeds beside `--format`, `--output` and `--width`. */
const heeded = {
  loop: ["kernel", "core", "explain"],
  device: [
    ...["on", "core", "runtime", "threads", "isa", "clock", "set", "fallback"],
    ...["dtype", "batch", "by", "sort", "top", "root"],
  ],
  array: ["array", "dataflow", "depthwise", "unpadded", "root"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Subject = keyof typeof heeded;

const places: Readonly<Record<Subject, string>> = {
  loop: "with `--kernel`",
  device: "on a network",
  array: "with `--array`",
};

export const addSimulate: AddVerb = (program, session) => {
  const command = program
    .command("simulate")
    .summary("a network's time on a device, cycle by cause; single inner loops")
    .description(
      "Times a network on the cores of a device: cycles of each layer by what they go to. With --kernel instead of a network, runs one inner " +
        "loop on the ports of a core, cycle by cycle to its steady state, and with --explain shows the schedule. With --array: the cycles of " +
        "a network on a systolic array, by closed forms.",
    )
    .argument("[network]", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160")
    .option("--on <device>", "the device: a name of `ridge hw list`, or ./my-board.yaml");
  addWhatIfOptions(addPlaceOptions(command))
    .option("--dtype <type>", `data type: ${dataTypes.join(", ")} (fp32)`)
    .option("--batch <n>", "inferences at once (1)")
    .option("--by <rows>", `a row per ${groupings.join(", ")} (layer)`)
    .option("--sort <key>", `${sortKeys.join(", ")}; largest first (order)`)
    .option("--top <n>", "only the n slowest rows, the others as one")
    .option(
      "--array <size>",
      "instead of a device, a systolic array of rows x columns: 32x32; then settings may be free: res=?",
    )
    .option(
      "--dataflow <flow>",
      "with --array, what stays in an element: os, ws or is, for outputs, weights or inputs (os)",
    )
    .option("--depthwise <mapping>", "with --array: per-channel, packed, or as-filter as in SCALE-Sim (per-channel)")
    .option("--unpadded", "with --array: windows slide over the map without its padding, as in SCALE-Sim's topologies")
    .option("--kernel <name>", "one inner loop instead of a network, from the list below; with --core")
    .option(
      "--explain",
      "with --kernel: one pass instruction by instruction, and the ports cycle by cycle, or packet by packet",
    )
    .option(
      "-f, --format <format>",
      `${simulationFormats.join(", ")}; trace is for Perfetto; with --kernel and --array table or json`,
    )
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText("after", () => kernelList())
    .addHelpText(
      "after",
      examples(
        ["ridge simulate mobilenet_v2 --on pixel-2", "every layer's cycles by cause"],
        ["ridge simulate mobilenet_v2 --on pixel-2 --by stage --threads 4", "stage by stage on four cores"],
        ["ridge simulate mobilenet_v2 --on pixel-2 --top 5", "the five slowest layers"],
        ["ridge simulate mobilenet_v2 --on pixel-2 --set dram=6GB/s", "what if the memory were slower"],
        ["ridge simulate mobilenet_v2 --on pixel-2 -f trace -o v2.json", "a timeline for ui.perfetto.dev"],
        ["ridge simulate --kernel f32_gemm_6x8_ld128 --core cortex-a76", "one inner loop, and what binds"],
        ["ridge simulate --kernel f32_dwconv_9p4c --core cortex-a53 --explain", "its schedule"],
        ["ridge simulate --kernel hvx_u8_dwconv3x3_s1 --core hexagon-v73 --explain", "packets of a vector unit"],
        ["ridge simulate mobilenet_v1 --array 32x32 --dataflow ws", "cycles of each layer on an array"],
        ["ridge simulate mobilenet_v1 res=? --array 32x32", "as formulas of the resolution"],
      ),
    )
    .action(
      async (network: string | undefined, settings: string[], words: SimulateWords & ArrayWords, self: Command) => {
        const isTyped = (option: string) => self.getOptionValueSource(option) === "cli";
        const onArray = isTyped("array");
        const faults =
          network === undefined
            ? loopFaults(words, isTyped)
            : onArray
              ? idleOptions("array", isTyped)
              : deviceFaults(network, isTyped);
        if (faults.length > 0) session.finish(failed(...faults));
        else if (network === undefined) session.finish(await runKernel(words, session));
        else if (onArray) session.finish(await simulateOnArray(network, settings, words, session));
        else session.finish(await runSimulation(network, settings, words, session));
      },
    );
};

function deviceFaults(network: string, isTyped: (option: string) => boolean): readonly Diagnostic[] {
  const idle = idleOptions("device", isTyped);
  if (idle.length > 0 || isTyped("on")) return idle;
  if (kernels().has(network)) {
    const hint = `ridge simulate --kernel ${network} --core cortex-a76`;
    return [incomplete(`\`${network}\` is an inner loop, and no network`, hint)];
  }
  const hint = `ridge simulate ${network} --on pixel-2; \`ridge hw list devices\` lists them; or --array 32x32`;
  return [incomplete(`\`${network}\` is timed on a device, and none is named`, hint)];
}

function loopFaults(
  { on, array }: SimulateWords & ArrayWords,
  isTyped: (option: string) => boolean,
): readonly Diagnostic[] {
  if (!isTyped("kernel")) {
    const hint =
      array !== undefined
        ? `ridge simulate mobilenet_v2 --array ${array}`
        : on === undefined
          ? "ridge simulate mobilenet_v2 --on pixel-2, or --kernel f32_gemm_6x8_ld128 --core cortex-a76"
          : `ridge simulate mobilenet_v2 --on ${on}; \`ridge zoo\` lists the networks`;
    return [incomplete("neither a network nor `--kernel` is named", hint)];
  }
  const idle = idleOptions("loop", isTyped);
  if (idle.length > 0 || isTyped("core")) return idle;
  const hint = "--core cortex-a76; `ridge hw list cores` lists them";
  return [incomplete("`--kernel` runs on a core, and none is named", hint)];
}

/** Options that what is simulated does not heed: they are refused rather than ignored. */
function idleOptions(subject: Subject, isTyped: (option: string) => boolean): readonly Diagnostic[] {
  const others = new Set<string>(Object.values(heeded).flat());
  for (const each of heeded[subject]) others.delete(each);
  return [...others]
    .filter(isTyped)
    .map((each) => diagnostic("usage/no-effect", { option: `--${each}`, where: places[subject] }, undefined));
}

function incomplete(problem: string, hint: string): Diagnostic {
  return diagnostic("usage/command-line", { problem, hint }, undefined);
}
