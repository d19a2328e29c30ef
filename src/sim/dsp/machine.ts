import { InternalError } from "../../core/internal-error.ts";
import { rationalToNumber } from "../../core/rational.ts";
import type { DspType, DspUnit, Quantity } from "../../hardware/index.ts";
import { type PacketMachine, packetMachine } from "./packet/machine.ts";

/** A chip's DSP as numbers for one data type. Units: bytes, and cycles of its clock. */
export interface DspMachine {
  readonly dtype: DspType;
  readonly elementBytes: number;
  /** Cycles per second. */
  readonly clock: number;
  readonly tile: { readonly rows: number; readonly columns: number; readonly channels: number };
  readonly tileCycles: number;
  readonly neighbour: number;
  readonly tileStore: number;
  readonly packet: number;
  readonly operator: number;
  readonly vectorBytes: number;
  readonly vtcm: number;
  /** Bytes per cycle. */
  readonly dram: number;
  readonly packets: PacketMachine;
}

const bytesOf: Readonly<Record<DspType, number>> = { fp16: 2, int8: 1 };

/** A DSP for one data type. */
export function machineOf({ core, ...unit }: DspUnit, dtype: DspType): DspMachine {
  const clock = number(unit.clock);
  return {
    dtype,
    elementBytes: bytesOf[dtype],
    clock,
    tile: core.tile[dtype],
    tileCycles: number(core.tileCycles[dtype]),
    neighbour: number(core.neighbour[dtype]),
    tileStore: number(core.tileStore),
    packet: number(core.packet),
    operator: number(core.operator),
    vectorBytes: number(core.vector),
    vtcm: number(unit.vtcm),
    dram: number(unit.dram) / clock,
    packets: packetMachine(core.packets),
  };
}

/** Multiply-accumulates per cycle of the matrix unit: a tile of pixels with a square of weights. */
export function peakMacRate({ tile, tileCycles }: Pick<DspMachine, "tile" | "tileCycles">): number {
  return (tile.rows * tile.columns * tile.channels ** 2) / tileCycles;
}

/** Channels as tensors lie in the VTCM: filled up to whole tiles. */
export function paddedChannels(channels: number, { tile }: Pick<DspMachine, "tile">): number {
  return Math.ceil(channels / tile.channels) * tile.channels;
}

function number({ value, text }: Quantity): number {
  const found = rationalToNumber(value);
  if (Number.isFinite(found)) return found;
  throw new InternalError("simulator", `no number: ${text}`);
}
