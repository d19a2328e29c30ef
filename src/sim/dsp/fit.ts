import { rational, rationalToNumber } from "../../core/rational.ts";
import { quantityText } from "../../core/units.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DspRuntimeProfile, DspType, DspUnit, Quantity } from "../../hardware/index.ts";
import { type FittedConstant, type FreeConstant, type LeastSquares, leastSquares } from "../fit/least-squares.ts";
import { type CompiledNetwork, compiled, stepTimings } from "./inference.ts";
import { machineOf } from "./machine.ts";

/** An inference on a chip. */
export interface DspInference {
  readonly device: string;
  readonly unit: DspUnit;
  readonly cost: NetworkCost;
  readonly runtime: DspRuntimeProfile;
  readonly dtype: DspType;
}

/** The same, measured. */
export interface DspMeasurement extends DspInference {
  readonly milliseconds: number;
}

/** What is not public of a chip; the units are those of the profile's fields, and the bounds what such a chip may have. */
const ofChip = {
  clock: { least: 2e8, most: 5e9 },
  inference: { least: 1e-5, most: 2e-3 },
  floatEdges: { least: 2e8, most: 1e11 },
} as const;

/** A constant of a chip that is fitted. */
export type ChipConstant = keyof typeof ofChip;
export const chipConstants = Object.keys(ofChip) as readonly ChipConstant[];

/** What all chips of one profile of a DSP share. */
const packetBounds = { least: 0.25, most: 4 } as const;

/** How much faster one chip may be than another. */
const ratioBounds = { least: 0.1, most: 10 } as const;

/** A constant that was fitted; `ratio` has no unit and stands in no profile. */
export interface DspConstant extends Omit<FittedConstant, "name"> {
  readonly name: ChipConstant | "packet" | "ratio";
  /** Undefined where it is one for all of them. */
  readonly device: string | undefined;
  readonly least: number;
  readonly most: number;
  /** What the profile said; undefined of a ratio. */
  readonly before: Quantity | undefined;
}

/** What a fit gives. */
export interface DspFit extends Omit<LeastSquares, "constants"> {
  readonly constants: readonly DspConstant[];
  /** The DSP of each device with the constants in it. */
  readonly units: ReadonlyMap<string, DspUnit>;
}

/**
 * The three constants of each chip that are not public, fitted on its measurements; with `shared` also the pace of packets, one for all
 * chips. The rows of a device have one DSP.
 */
export function fitChips(rows: readonly DspMeasurement[], shared: boolean, seed: number): DspFit {
  const units = unitsOf(rows);
  const chips = [...units].flatMap(([device, unit]) =>
    chipConstants.map((name) => ({ name, device, before: unit[name], ...ofChip[name] })),
  );
  const packet = [...units.values()][0]?.core.packet;
  const ofAll = shared ? [{ name: "packet" as const, device: undefined, before: packet, ...packetBounds }] : [];
  // A step of one chip's constants leaves the DSPs of the others as they are, and with them their latencies.
  const kept = new Map([...units.keys()].map((each) => [each, new Map<string, DspUnit>()]));
  const unitsAt = (values: readonly number[]) => {
    const pace = shared ? values.at(-1) : undefined;
    return new Map(
      [...units].map(([device, unit], at) => {
        const own = values.slice(at * chipConstants.length, (at + 1) * chipConstants.length);
        const known = kept.get(device) ?? new Map<string, DspUnit>();
        const key = [...own, pace].join(" ");
        const found = known.get(key) ?? chipWith(unit, own, pace);
        if (known.size === mostKept) known.clear();
        known.set(key, found);
        return [device, found] as const;
      }),
    );
  };
  return fitted([...chips, ...ofAll], unitsAt, rows, seed);
}

/** DSPs of a device that are kept while it is fitted: more than a round of slopes asks for. */
const mostKept = 64;

function chipWith(unit: DspUnit, values: readonly number[], pace: number | undefined): DspUnit {
  const own = chipConstants.map((name, i) => [name, withValue(unit[name], values[i])] as const);
  const core = { ...unit.core, packet: withValue(unit.core.packet, pace) };
  return { ...unit, ...Object.fromEntries(own), core };
}

/** How many times faster one chip is than another whose constants are taken over: clock and edges by the ratio, the hand-over by its inverse. */
export function fitRatio(rows: readonly DspMeasurement[], from: DspUnit, seed: number): DspFit {
  const units = unitsOf(rows);
  const ratio = { name: "ratio" as const, device: undefined, before: undefined, ...ratioBounds };
  const unitsAt = ([value = 1]: readonly number[]) =>
    new Map([...units].map(([device, unit]) => [device, scaledUnit(unit, from, value)]));
  return fitted([ratio], unitsAt, rows, seed);
}

/** A chip with its own memory and the constants of another, so many times faster. */
export function scaledUnit(unit: DspUnit, from: DspUnit, ratio: number): DspUnit {
  return {
    ...unit,
    clock: withValue(unit.clock, number(from.clock) * ratio),
    inference: withValue(unit.inference, number(from.inference) / ratio),
    floatEdges: withValue(unit.floatEdges, number(from.floatEdges) * ratio),
  };
}

/** Milliseconds of each inference on the DSPs that devices are given; each network is compiled once, and timed once on a DSP. */
export function dspLatencies(
  rows: readonly DspInference[],
): (units: ReadonlyMap<string, DspUnit>) => readonly number[] {
  const costs = new Map<NetworkCost, number>();
  const jobs = new Map<string, CompiledNetwork>();
  const keys = rows.map(({ cost, unit, runtime, dtype, device }) => {
    if (!costs.has(cost)) costs.set(cost, costs.size);
    const key = JSON.stringify([device, costs.get(cost), runtime.name, dtype]);
    if (!jobs.has(key)) jobs.set(key, compiled(cost, unit, runtime, dtype));
    return key;
  });
  const times = new WeakMap<DspUnit, Map<string, number>>();
  return (units) =>
    rows.map((row, at) => {
      const unit = units.get(row.device) ?? row.unit;
      const ofUnit = times.get(unit) ?? new Map<string, number>();
      times.set(unit, ofUnit);
      const key = keys[at] ?? "";
      const network = jobs.get(key);
      const time = ofUnit.get(key) ?? (network === undefined ? Number.NaN : milliseconds(network, unit, row.dtype));
      ofUnit.set(key, time);
      return time;
    });
}

function milliseconds(network: CompiledNetwork, unit: DspUnit, dtype: DspType): number {
  const machine = machineOf(unit, dtype);
  const cycles = stepTimings(network, unit, machine).reduce((sum, each) => sum + each.cycles, 0);
  return (cycles / machine.clock) * 1e3;
}

type Free = Pick<DspConstant, "name" | "device" | "least" | "most" | "before">;

function fitted(
  free: readonly Free[],
  unitsAt: (values: readonly number[]) => ReadonlyMap<string, DspUnit>,
  rows: readonly DspMeasurement[],
  seed: number,
): DspFit {
  const latencies = dspLatencies(rows);
  const start = ({ name, device = "", before, ...bounds }: Free): FreeConstant => ({
    name: `${device} ${name}`,
    start: before === undefined ? 1 : number(before),
    ...bounds,
  });
  const residuals = (values: readonly number[]) =>
    latencies(unitsAt(values)).map((each, at) => Math.log(each) - Math.log(rows[at]?.milliseconds ?? 0));
  const { constants, ...rest } = leastSquares(free.map(start), residuals, seed);
  const units = unitsAt(constants.map((each) => each.value));
  return { ...rest, units, constants: constants.map((each, at) => ({ ...each, ...(free[at] as Free) })) };
}

function unitsOf(rows: readonly DspMeasurement[]): ReadonlyMap<string, DspUnit> {
  return new Map(rows.map(({ device, unit }) => [device, unit]));
}

/** A quantity with another value, to twelve digits; the same where there is none. */
function withValue(quantity: Quantity, value: number | undefined): Quantity {
  if (value === undefined) return quantity;
  const exponent = 12 - Math.ceil(Math.log10(value));
  const scale = 10n ** BigInt(Math.max(0, exponent));
  const exact = rational(BigInt(Math.round(value * Number(scale))), scale);
  return {
    value: exact,
    text: quantityText(value, quantity.unit, 4),
    unit: quantity.unit,
    source: "fitted",
    kind: "fitted",
  };
}

function number(quantity: Quantity): number {
  return rationalToNumber(quantity.value);
}
