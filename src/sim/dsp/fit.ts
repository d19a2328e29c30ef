import { rational, rationalToNumber } from "../../core/rational.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DspRuntimeProfile, DspType, DspUnit, Quantity } from "../../hardware/index.ts";
import { type FreeConstant, type LeastSquares, leastSquares } from "../fit/least-squares.ts";
import { type CompiledNetwork, compiled, stepTimings } from "./inference.ts";
import { machineOf } from "./machine.ts";

/** A measured inference on a chip. */
export interface DspMeasurement {
  readonly device: string;
  readonly unit: DspUnit;
  readonly cost: NetworkCost;
  readonly runtime: DspRuntimeProfile;
  readonly dtype: DspType;
  readonly milliseconds: number;
}

/** What is not public of a chip; the units are those of the profile's fields, and the bounds what such a chip may have. */
const ofChip = {
  clock: { least: 2e8, most: 5e9 },
  inference: { least: 1e-5, most: 2e-3 },
  floatEdges: { least: 2e8, most: 1e11 },
} as const;

type ChipConstant = keyof typeof ofChip;
const chipConstants = Object.keys(ofChip) as readonly ChipConstant[];

/** What all chips of one profile of a DSP share. */
const packetBounds = { least: 0.25, most: 4 } as const;

/**
 * The three constants of each chip that are not public, fitted on its measurements; with `shared` also the pace of packets, one for all
 * chips. Names are `snapdragon-8gen3 clock` and `packet`.
 */
export function fitChips(rows: readonly DspMeasurement[], shared: boolean, seed: number): LeastSquares {
  const units = unitsOf(rows);
  const free: readonly FreeConstant[] = [
    ...[...units].flatMap(([device, unit]) =>
      chipConstants.map((name) => ({ name: `${device} ${name}`, start: number(unit[name]), ...ofChip[name] })),
    ),
    ...(shared ? [{ name: "packet", start: number([...units.values()][0]?.core.packet), ...packetBounds }] : []),
  ];
  const networks = rows.map(networkOf);
  return leastSquares(
    free,
    (values) => {
      const set = new Map<string, DspUnit>();
      [...units].forEach(([device, unit], at) => {
        const chip = chipConstants.map((name, i) => [name, withValue(unit[name], values[at * 3 + i] ?? 0)] as const);
        const packet = shared ? withValue(unit.core.packet, values.at(-1) ?? 0) : unit.core.packet;
        set.set(device, { ...unit, ...Object.fromEntries(chip), core: { ...unit.core, packet } });
      });
      return rows.map((row, at) => residual(row, networks[at], set.get(row.device) ?? row.unit));
    },
    seed,
  );
}

/** How many times faster one chip is than another whose constants are taken over: clock and edges by the ratio, the hand-over by its inverse. */
export function fitRatio(rows: readonly DspMeasurement[], from: DspUnit, seed: number): LeastSquares {
  const networks = rows.map(networkOf);
  return leastSquares(
    [{ name: "ratio", start: 1, least: 0.1, most: 10 }],
    ([ratio = 1]) => rows.map((row, at) => residual(row, networks[at], scaledUnit(row.unit, from, ratio))),
    seed,
  );
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

function unitsOf(rows: readonly DspMeasurement[]): ReadonlyMap<string, DspUnit> {
  return new Map(rows.map(({ device, unit }) => [device, unit]));
}

function networkOf({ cost, unit, runtime, dtype }: DspMeasurement): CompiledNetwork {
  return compiled(cost, unit, runtime, dtype);
}

function residual(row: DspMeasurement, network: CompiledNetwork | undefined, unit: DspUnit): number {
  if (network === undefined) return 0;
  const machine = machineOf(unit, row.dtype);
  const cycles = stepTimings(network, unit, machine).reduce((sum, each) => sum + each.cycles, 0);
  return Math.log((cycles / machine.clock) * 1e3) - Math.log(row.milliseconds);
}

/** A quantity with another value, to twelve digits. */
function withValue(quantity: Quantity, value: number): Quantity {
  const exponent = 12 - Math.ceil(Math.log10(value));
  const scale = 10n ** BigInt(Math.max(0, exponent));
  return { ...quantity, value: rational(BigInt(Math.round(value * Number(scale))), scale) };
}

function number(quantity: Quantity | undefined): number {
  return quantity === undefined ? 1 : rationalToNumber(quantity.value);
}
