import type { ReportArgument } from "../report.ts";
import type { FastComparison } from "./fast-comparison.ts";

/** What the values of a tensor are like; null where none is finite. */
export interface ValueSummary {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** How many values are NaN or infinite. */
  readonly nonFinite: number;
}

/** One of the largest values of an output. */
export interface TopValue {
  readonly index: number;
  readonly label: string | undefined;
  readonly value: number;
}

/** One output of an executed network. */
export interface RunOutput extends ValueSummary {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the values as little-endian fp32, row-major. */
  readonly sha256: string;
  readonly top: readonly TopValue[];
}

/** One executed layer. */
export interface RunLayer extends ValueSummary {
  readonly name: string;
  readonly op: string;
  /** The first output, as the executor found it. */
  readonly output: readonly number[];
  /** The same as the analyzer derived it. */
  readonly stated: readonly number[];
  /** Values of all outputs, which are what the summary is of. */
  readonly values: number;
  readonly multiplications: bigint;
  readonly macs: bigint;
  /** Signal-to-noise ratio against fp32 in dB; undefined without a comparison, and where the layer has no output of its own. */
  readonly sqnr?: number | undefined;
}

/** What a comparison with fp32 found over several inputs. */
export interface RunComparison {
  readonly inputs: number;
  /** Inputs for which the largest value of the first output is in the same place. */
  readonly topAgreement: number;
  /** Of the first output, in dB. */
  readonly outputSqnr: number;
}

/** All values of one output of a layer. */
export interface RunValues {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** An executed network. */
export interface RunReport {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly seed: number;
  readonly dtype: string;
  readonly accumulate: string;
  /** How int8 ranges were found: `min-max over 4 inputs`. */
  readonly calibration?: string | undefined;
  readonly outputs: readonly RunOutput[];
  readonly layers: readonly RunLayer[];
  readonly comparison?: RunComparison | undefined;
  /** The fast path beside this one. */
  readonly fast?: FastComparison | undefined;
  /** The values of one layer; none unless they are asked for. */
  readonly dump?: readonly RunValues[];
}

/** What the counted multiplications are. */
export const countedText =
  "products that convolutions, linear layers and matrix products add up, those with zeros of the padding too";

/** Whether executor and analyzer agree on a layer: on its multiplications and on its shape. */
export function matches({ multiplications, macs, output, stated }: RunLayer): boolean {
  return multiplications === macs && output.length === stated.length && output.every((each, at) => each === stated[at]);
}

/** The layers on which they do not. */
export function mismatches({ layers }: RunReport): readonly RunLayer[] {
  return layers.filter((each) => !matches(each));
}

/** The first layer with a value that is NaN or infinite. */
export function firstNonFinite({ layers }: RunReport): RunLayer | undefined {
  return layers.find((each) => each.nonFinite > 0);
}

/** Multiplications and MACs of the whole network. */
export function runTotals({ layers }: RunReport): { readonly multiplications: bigint; readonly macs: bigint } {
  return {
    multiplications: layers.reduce((sum, each) => sum + each.multiplications, 0n),
    macs: layers.reduce((sum, each) => sum + each.macs, 0n),
  };
}
