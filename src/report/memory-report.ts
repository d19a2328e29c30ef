import { rational } from "../core/rational.ts";
import type { MemoryMoment, MemoryPlan, Reuse, Schedule } from "../cost/index.ts";
import { argumentText } from "./heading.ts";
import { bytesText, groupedText } from "./quantity.ts";
import type { ReportArgument } from "./report.ts";

/** The memory plan of a network, to be printed. */
export interface MemoryReport {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly plan: MemoryPlan;
}

/** What each convention says, in a few words. */
export const reuseTexts: Readonly<Record<Reuse, string>> = {
  none: "every operator but a view writes a buffer of its own",
  "in-place": "batch norm and cheap activations overwrite an input that nothing reads later",
  fused: "element-wise operators run with the one before them, else as in-place",
};

export const scheduleTexts: Readonly<Record<Schedule, string>> = {
  written: "layers as written",
  best: "layers in the best order found",
};

/** `MobileNetV2  alpha=1 · batch 1 · fp32 · activations, layers as written · fused: …`. */
export function memoryHeading({ network, arguments: given, plan }: MemoryReport): string {
  const start = [network, given.map(argumentText).join(" ")].filter(Boolean).join("  ");
  const { batch, dtype, reuse, schedule } = plan;
  return `${start} · batch ${batch} · ${dtype} · activations, ${scheduleTexts[schedule]} · ${reuse}: ${reuseTexts[reuse]}`;
}

/** The name of a step: that of its first layer, and the operators that run with it: `stem.conv +bn +relu6`. */
export function stepName({ step: { layers } }: MemoryMoment): string {
  const [first, ...others] = layers;
  return [first?.name ?? "", ...others.map((each) => `+${each.operator.name}`)].join(" ");
}

/** How a buffer is called: by the layer that makes it, or in few cells by the number of its step, `#5`. */
export type BufferNaming = "layer" | "step";

/** The buffers alive at a step as `name size`, largest first, and how many are left out. */
export function aliveTexts(
  moment: MemoryMoment,
  plan: MemoryPlan,
  shown: number,
  naming: BufferNaming,
): readonly string[] {
  const { largest, aliveCount } = moment;
  const names = largest.slice(0, shown).flatMap((index) => {
    const buffer = plan.arena.buffers[index];
    if (buffer === undefined) return [];
    const name = naming === "layer" || buffer.isInput ? buffer.name : `#${buffer.first + 1}`;
    return [`${name} ${sizeText(buffer.bytes)}`];
  });
  return aliveCount > names.length ? [...names, `${aliveCount - names.length} more`] : names;
}

export function sizeText(bytes: bigint): string {
  return bytesText(rational(bytes));
}

/** `optimal`, `at least 5.2 MB`: what is known of the best order that was found. */
export function boundText({
  isOptimal,
  lowerBoundBytes,
}: {
  readonly isOptimal: boolean;
  readonly lowerBoundBytes: bigint;
}): string {
  return isOptimal ? "optimal" : `at least ${sizeText(lowerBoundBytes)}`;
}

/** The peaks of all conventions under both schedules. */
export function peakRows({ peaks }: MemoryPlan): readonly (readonly string[])[] {
  return peaks.map(({ reuse, writtenBytes, best }) => [
    reuse,
    sizeText(writtenBytes),
    sizeText(best.peakBytes),
    boundText(best),
  ]);
}

export const peakTitles: readonly string[] = ["peak", "as written", "best order", ""];

/** How the peak of the cost report comes about, where it is another than that of `in-place` as written. */
export function literalNote({ peaks, peakActivationBytes }: MemoryPlan): string | undefined {
  const inPlace = peaks.find((each) => each.reuse === "in-place")?.writtenBytes;
  if (inPlace === peakActivationBytes) return undefined;
  return `without --memory the peak is ${sizeText(peakActivationBytes)}: there an activation overwrites its input even where a later layer reads it`;
}

/** What weights and activations of one type take. */
export function storageRows({ storage }: MemoryPlan): readonly (readonly string[])[] {
  return storage.map(({ dtype, weightBytes, storedBytes, arenaBytes, totalBytes }) => [
    dtype,
    ...[weightBytes, storedBytes, arenaBytes, totalBytes].map(sizeText),
  ]);
}

export const storageTitles: readonly string[] = ["all of type", "weights", "stored", "+ arena", "= total"];

export const storageNote =
  "stored: batch norm folded into the layer before it; biases and norms that stay take 4 B a value at int8 and int4";

/** Where the first peak is, and what is alive there: `peak 6,021,120 B at step 5, stages.2.1.dw.conv: …`. */
export function peakText(plan: MemoryPlan): string {
  const at = plan.moments.findIndex((each) => each.liveBytes === plan.peakBytes);
  const moment = plan.moments[at];
  const peak = `peak ${groupedText(rational(plan.peakBytes))} B`;
  if (moment === undefined) return peak;
  const buffers = aliveTexts(moment, plan, moment.largest.length, "layer").join(", ");
  return `${peak} at step ${at + 1}, ${moment.step.layers[0]?.name ?? ""}: ${buffers}`;
}

/** `arena 6,021,120 B (largest first, offsets multiples of 64 B) · no smaller one exists · buffers side by side …`. */
export function arenaText({ arena, apartBytes }: MemoryPlan): string {
  const exact = (bytes: bigint) => `${groupedText(rational(bytes))} B`;
  const parts = [
    `arena ${exact(arena.bytes)} (${placing[arena.strategy]}, offsets multiples of ${arena.align} B)`,
    arena.bytes === arena.lowerBoundBytes
      ? "no smaller one exists"
      : `none below ${exact(arena.lowerBoundBytes)} exists`,
    `buffers side by side ${exact(apartBytes)}`,
  ];
  return parts.join(" · ");
}

const placing = {
  size: "largest first",
  lifetime: "longest life first",
  breadth: "fullest step first",
  "first use": "in order of first use",
} as const;
