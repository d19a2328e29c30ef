import type { Kernel, KernelRun } from "../../sim/index.ts";

/** An inner loop as it ran on a core. */
export interface KernelReport {
  readonly kernel: Kernel;
  readonly core: string;
  readonly run: KernelRun;
}

/** Cycles with at most two digits behind the point: `24`, `13.54`. */
export function cyclesText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** MAC per cycle; undefined for a loop without MACs. */
export function macRate({ kernel, run }: KernelReport): number | undefined {
  return kernel.macs === 0 ? undefined : kernel.macs / run.cyclesPerPass;
}

const reasons: Readonly<Record<KernelRun["bound"], string>> = {
  ports: "the busiest ports work without a pause",
  "front end": "dispatch is the narrowest part",
  dependences: "each pass waits for the sums of the one before",
  order: "instructions wait in program order for operands or ports",
  window: "operands come late, and the window holds too few instructions to fill the time",
  scheduling: "instructions meet at the ports although none is busy all the time",
};

/** What binds, in words. */
export function reasonOf({ bound }: KernelRun): string {
  return reasons[bound];
}

/** The instructions on the longest circle of dependences, counted from 1. */
export function chainText({ bounds }: KernelRun): string {
  return bounds.dependences.chain.map((each) => `#${each + 1}`).join(" → ");
}
