import type { TensorId } from "../../graph/index.ts";

/** A step as the DMA sees it. Units: bytes, and cycles for which the units are busy with data in the VTCM. */
export interface StepTraffic {
  readonly busy: number;
  readonly weightBytes: number;
  readonly reads: readonly TensorId[];
  readonly writes: TensorId;
  readonly outputBytes: number;
}

/** What the memory costs a step. Units: cycles. */
export interface StepTransfer {
  /** All transfers, as if nothing overlapped. */
  readonly dram: number;
  /** From the step's start to its end. */
  readonly cycles: number;
}

/** Part of the VTCM that weights can always take, however full of activations it is. */
const leastRoom = 0.05;

/**
 * Steps one after the other on a VTCM that tensors stay in from the step that writes them to the last that reads them, as long as they fit;
 * a tensor that does not goes to memory and comes back for each reader. Weights come from memory for every inference. The DMA runs ahead of
 * the units by as much as the free part of the VTCM holds: what it has fetched while they were busy does not delay the next step.
 */
export function transfers(steps: readonly StepTraffic[], vtcm: number, bandwidth: number): readonly StepTransfer[] {
  const lastReads = new Map<TensorId, number>();
  for (const [at, { reads }] of steps.entries()) for (const each of reads) lastReads.set(each, at);
  const inside = new Map<TensorId, number>();
  const spilled = new Map<TensorId, number>();
  let occupied = 0;
  let ahead = 0;
  return steps.map(({ busy, weightBytes, reads, writes, outputBytes }, at) => {
    let moved = reads.reduce((sum, each) => sum + (spilled.get(each) ?? 0), 0);
    if (occupied + outputBytes > vtcm) {
      spilled.set(writes, outputBytes);
      moved += outputBytes;
    } else {
      inside.set(writes, outputBytes);
      occupied += outputBytes;
    }
    const room = Math.max(vtcm - occupied, leastRoom * vtcm) / bandwidth;
    const weights = weightBytes / bandwidth;
    const wanted = Math.max(0, weights - ahead) + moved / bandwidth;
    const cycles = Math.max(busy, wanted);
    ahead = Math.min(ahead - Math.min(ahead, weights) + cycles - wanted, room);
    for (const each of [...reads, writes]) {
      if ((lastReads.get(each) ?? at) > at) continue;
      occupied -= inside.get(each) ?? 0;
      inside.delete(each);
    }
    return { dram: weights + moved / bandwidth, cycles };
  });
}
