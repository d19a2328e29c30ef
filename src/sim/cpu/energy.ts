import { rationalToNumber } from "../../core/rational.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DeviceProfile, Quantity } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { Machine } from "./machine.ts";
import type { PlannedJob, StepTiming } from "./simulate-steps.ts";

/**
 * Energy of one inference in mJ: its multiply-accumulates, and the bytes that come out of each level. Undefined unless the profile has a
 * figure for each of these events: none is made up.
 */
export function energyOf(
  { energy }: DeviceProfile,
  { dtype, totals }: NetworkCost,
  jobs: readonly PlannedJob[],
  steps: readonly StepTiming[],
  machine: Machine,
): number | undefined {
  const macs = asConstant(totals.macs);
  const perMac = energy?.mac.get(dtype);
  if (energy === undefined || macs === undefined) return undefined;
  const loads = jobs.flatMap(({ job }) => job.passes.flatMap(({ runs }) => runs));
  const l1Bytes =
    machine.threads * loads.reduce((sum, { loop, passes }) => sum + passes * loopCycles(loop, machine).bytes, 0);
  const parts: readonly (readonly [Quantity | undefined, number])[] = [
    [perMac, rationalToNumber(macs)],
    [energy.l1, l1Bytes],
    ...machine.levels.map(({ name, perCore, together }) => {
      const rate = Math.min(machine.threads * perCore, together ?? Number.POSITIVE_INFINITY);
      return [energy[name], rate * steps.reduce((sum, { memory }) => sum + memory[name], 0)] as const;
    }),
  ];
  let joules = 0;
  for (const [figure, events] of parts) {
    if (figure === undefined) return undefined;
    joules += rationalToNumber(figure.value) * events;
  }
  return joules * 1e3;
}
