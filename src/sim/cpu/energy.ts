import { rationalToNumber } from "../../core/rational.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DeviceProfile, Quantity } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import type { Level, Machine } from "./machine.ts";
import type { StepTiming } from "./simulate-steps.ts";

/**
 * Energy of one inference in mJ: its multiply-accumulates, and the bytes that come out of each level. Undefined unless the profile has a
 * figure for each of these events: none is made up.
 */
export function energyOf(
  { energy }: DeviceProfile,
  { dtype, totals }: NetworkCost,
  steps: readonly StepTiming[],
  { levels }: Pick<Machine, "levels">,
): number | undefined {
  const macs = asConstant(totals.macs);
  const perMac = energy?.mac.get(dtype);
  if (energy === undefined || macs === undefined) return undefined;
  const bytesOf = (level: "l1" | Level["name"]) => steps.reduce((sum, { bytes }) => sum + bytes[level], 0);
  const parts: readonly (readonly [Quantity | undefined, number])[] = [
    [perMac, rationalToNumber(macs)],
    [energy.l1, bytesOf("l1")],
    ...levels.map(({ name }) => [energy[name], bytesOf(name)] as const),
  ];
  let joules = 0;
  for (const [figure, events] of parts) {
    if (figure === undefined) return undefined;
    joules += rationalToNumber(figure.value) * events;
  }
  return joules * 1e3;
}
