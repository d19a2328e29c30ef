import type { Pipeline } from "../../../hardware/index.ts";
import { type Bounds, boundsOf } from "./bounds.ts";
import { InOrder } from "./in-order.ts";
import type { Instruction } from "./instruction.ts";
import type { Machine } from "./machine.ts";
import { OutOfOrder } from "./out-of-order.ts";
import { type Program, programOf } from "./program.ts";
import { type SteadyState, steadyState } from "./steady.ts";

/** Whether instructions issue in program order. */
export type IssueOrder = "in-order" | "out-of-order";

/**
 * What keeps a loop from running faster: one of the bounds; `order`, waiting in program order; `window`, too few instructions
 * in flight; `scheduling`, instructions that meet at the ports although none is busy all the time.
 */
export type KernelBound = "ports" | "front end" | "dependences" | "order" | "window" | "scheduling";

/** How fast a loop runs on a core. */
export interface LoopSpeed {
  readonly program: Program;
  readonly cyclesPerPass: number;
  /** Cycles per pass that each port is taken, in the order of the core's ports. */
  readonly pressure: readonly number[];
  readonly steady: SteadyState;
}

/** A loop on a core, and what holds it. */
export interface KernelRun extends LoopSpeed {
  readonly bounds: Bounds;
  readonly bound: KernelBound;
}

/**
 * Runs a loop body to its steady state. Units: cycles per pass. Undefined when the body is empty and when the core lacks one
 * of its instructions. The number is exact for the machine that the pipeline describes where a state comes again within two thousand passes;
 * see `steadyState`.
 */
export function speedOf(body: readonly Instruction[], pipeline: Pipeline, order: IssueOrder): LoopSpeed | undefined {
  const program = programOf(body, pipeline);
  if (program === undefined || body.length === 0) return undefined;
  const steady = runProgram(program, order);
  const cyclesPerPass = steady.cycles / steady.passes;
  return { program, cyclesPerPass, pressure: pressureOf(steady, pipeline.pipes.length), steady };
}

/** The same with what keeps the loop from running faster, which takes several times as long. */
export function simulateLoop(
  body: readonly Instruction[],
  pipeline: Pipeline,
  order: IssueOrder,
): KernelRun | undefined {
  const speed = speedOf(body, pipeline, order);
  if (speed === undefined) return undefined;
  const bounds = boundsOf(speed.program);
  return { ...speed, bounds, bound: boundOf(speed.program, bounds, speed.cyclesPerPass, order) };
}

/**
 * Cycles from the first dispatch to the last result of a loop that runs `passes` times on an empty core: the steady state with
 * start-up and end. Undefined when the body is empty or the core lacks one of its instructions.
 */
export function cyclesOfPasses(
  body: readonly Instruction[],
  pipeline: Pipeline,
  order: IssueOrder,
  passes: number,
): number | undefined {
  const program = programOf(body, pipeline);
  if (program === undefined || body.length === 0) return undefined;
  const machine = machineOf(program, order, passes);
  for (let cycle = 0; machine.issues.length < passes * body.length; cycle++) machine.run(cycle);
  return machine.issues.reduce(
    (last, { index, issued }) => Math.max(last, issued + (program.steps[index]?.done ?? 0)),
    0,
  );
}

/**
 * Cycles from the first dispatch to the last result of one pass on an empty core: the time of straight code, such as what surrounds the
 * inner loop of a GEMM. Undefined as for `cyclesOfPasses`.
 */
export function cyclesOnce(body: readonly Instruction[], pipeline: Pipeline, order: IssueOrder): number | undefined {
  return cyclesOfPasses(body, pipeline, order, 1);
}

function machineOf(program: Program, order: IssueOrder, limit?: number): Machine {
  return order === "in-order" ? new InOrder(program, limit) : new OutOfOrder(program, limit);
}

function runProgram(program: Program, order: IssueOrder): SteadyState {
  return steadyState(machineOf(program, order), program.steps.length);
}

function pressureOf({ issues, passes }: SteadyState, count: number): readonly number[] {
  const cycles = Array.from({ length: count }, () => 0);
  for (const { taken } of issues) for (const each of taken) cycles[each.pipe] = (cycles[each.pipe] ?? 0) + each.cycles;
  return cycles.map((each) => each / passes);
}

/** Times that differ by less than this part are taken for equal. */
const tolerance = 0.02;

/** A run at a bound is held by it; else the window holds it when one of four times the size makes it faster. */
function boundOf(program: Program, bounds: Bounds, cycles: number, order: IssueOrder): KernelBound {
  const candidates = [
    ["ports", bounds.ports.cycles],
    ["dependences", bounds.dependences.cycles],
    ["front end", bounds.frontEnd.cycles],
  ] as const;
  const [name, most] = candidates.reduce((best, each) => (each[1] > best[1] ? each : best));
  if (cycles <= most * (1 + tolerance)) return name;
  if (order === "in-order") return "order";
  const { pipeline } = program;
  if (pipeline.window === undefined) return "scheduling";
  const wider = runProgram({ ...program, pipeline: { ...pipeline, window: 4 * pipeline.window } }, order);
  return wider.cycles / wider.passes < cycles * (1 - tolerance) ? "window" : "scheduling";
}
