import type { Diagnostic } from "../core/diagnostic.ts";
import type { Rational } from "../core/rational.ts";
import type { NetworkCost } from "../cost/index.ts";

/** Where a text wants a network timed. Names of shipped profiles. */
export interface TimedRun {
  readonly device: string;
  readonly core: string | undefined;
  readonly runtime: string | undefined;
  readonly threads: number | undefined;
}

/** What one inference takes. */
export interface TimedCost {
  readonly seconds: Rational;
  /** Undefined where the device has no figures for it. */
  readonly joules: Rational | undefined;
}

/** What stands in the way of a time, and which argument it is about; undefined where it is about the network. */
export interface TimingFault {
  readonly about: keyof TimedRun | "dtype" | undefined;
  readonly diagnostic: Diagnostic;
}

/** A time, or why there is none; warnings may stand beside a time. */
export interface TimingAnswer {
  readonly value: TimedCost | undefined;
  readonly faults: readonly TimingFault[];
}

/** Times networks for the language, whose own layers lie below those that know of hardware; the caller hands it in. */
export type TimingService = (cost: NetworkCost, run: TimedRun) => TimingAnswer;
