import { rationalToNumber } from "../../core/rational.ts";
import type { CoreProfile } from "../../hardware/index.ts";
import type { Ceilings } from "../timing.ts";
import type { Machine } from "./machine.ts";

/** The roofs of all threads: the network's data type first, then what else the core computes in; levels from the nearest outwards. */
export function ceilingsOf(
  { peakMacRate, loadRate }: CoreProfile,
  machine: Machine,
  dtype: string,
  peakRate: number,
): Ceilings {
  const { threads, levels } = machine;
  const others = [...peakMacRate].filter(([name]) => name !== dtype);
  const rates = others.map(([name, { value }]) => [name, threads * rationalToNumber(value)] as const);
  // A vector load brings 16 bytes.
  const l1 = loadRate === undefined ? [] : [["l1", threads * 16 * rationalToNumber(loadRate.value)] as const];
  const outer = levels.map(({ name, perCore, together }) => {
    return [name, Math.min(threads * perCore, together ?? Number.POSITIVE_INFINITY)] as const;
  });
  return { macRate: new Map([[dtype, peakRate], ...rates]), bandwidth: new Map([...l1, ...outer]) };
}
