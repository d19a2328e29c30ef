import { readFileSync } from "node:fs";
import { resolveCore } from "../src/hardware/index.ts";
import { hardwareFiles } from "../src/shipped/index.ts";
import { cyclesOfPasses, kernels, missingClasses, simulateLoop } from "../src/sim/index.ts";


/** One inner loop on one core, in llvm-mca's cycles and in ours. Units: cycles per pass. */
export interface KernelComparison {
  readonly core: string;
  readonly kernel: string;
  readonly instructions: number;
  /** 0 for loops that count none. */
  readonly macs: number;
  /** Over 200 passes, start-up included. */
  readonly oracle: number;
  readonly steady: number;
  /** Over 200 passes, start-up included. */
  readonly started: number;
}

/** Passes that the oracle ran. */
const passes = 200;

/** Rows of test/oracles/llvm_mca.csv whose instructions the core has. */
export function kernelComparisons(): readonly KernelComparison[] {
  const text = readFileSync(new URL("../test/oracles/llvm_mca.csv", import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .flatMap((line) => compared(line.split(",")));
}

function compared([core = "", kernel = "", macs = "", instructions = "", oracle = ""]: readonly string[]): readonly KernelComparison[] {
  const profile = resolveCore({ kind: "core", name: core }, hardwareFiles).value;
  const loop = kernels().get(kernel);
  if (profile?.pipeline === undefined || loop === undefined) throw new Error(`${kernel} on ${core}: no such loop or pipeline`);
  if (missingClasses(loop, profile.pipeline).length > 0) return [];
  const steady = simulateLoop(loop.body, profile.pipeline, profile.order)?.cyclesPerPass ?? Number.NaN;
  const started = (cyclesOfPasses(loop.body, profile.pipeline, profile.order, passes) ?? Number.NaN) / passes;
  return [{ core, kernel, instructions: Number(instructions), macs: Number(macs), oracle: Number(oracle), steady, started }];
}
