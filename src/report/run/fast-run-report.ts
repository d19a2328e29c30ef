import type { ReportArgument } from "../report.ts";
import type { FastSettings } from "./fast-comparison.ts";
import type { RunOutput } from "./run-report.ts";

/** One layer of a network that ran on the fast path: nothing is seen of it but where it ran. */
export interface FastRunLayer {
  readonly name: string;
  readonly op: string;
  readonly output: readonly number[];
  readonly macs: bigint;
  readonly runs: "wasm" | "reference";
}

/** A network that ran on the fast path alone. */
export interface FastRunReport extends FastSettings {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly seed: number;
  readonly outputs: readonly RunOutput[];
  readonly layers: readonly FastRunLayer[];
}

/** MACs of all layers. */
export function fastMacs({ layers }: FastRunReport): bigint {
  return layers.reduce((sum, each) => sum + each.macs, 0n);
}
