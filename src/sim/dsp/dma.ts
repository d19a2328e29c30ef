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

/** Part of the VTCM that weights can always take, however full of tensors it is. */
const leastRoom = 0.05;

/**
 * Steps one after the other on a VTCM that tensors stay in from the step that writes them to the last that reads them, small ones first; one
 * that does not fit goes to memory and comes back for each reader. Weights come from memory for every inference. The DMA runs ahead of the
 * units by as much as the tensors leave free, of which those outside pass through, too: what it has fetched while the units were busy does not
 * delay the next step.
 */
export function transfers(steps: readonly StepTraffic[], vtcm: number, bandwidth: number): readonly StepTransfer[] {
  const tensors = residents(steps);
  const spilled = new Map(tensors.flatMap(({ id, bytes, needs }) => (needs > vtcm ? [[id, bytes] as const] : [])));
  let ahead = 0;
  return steps.map(({ busy, weightBytes, reads, writes }, at) => {
    const moved = [...reads, writes].reduce((sum, each) => sum + (spilled.get(each) ?? 0), 0) / bandwidth;
    const alive = tensors.reduce((sum, { bytes, first, last }) => sum + (first <= at && at <= last ? bytes : 0), 0);
    const room = Math.max(vtcm - alive, leastRoom * vtcm) / bandwidth;
    const weights = weightBytes / bandwidth;
    const wanted = Math.max(0, weights - ahead) + moved;
    const cycles = Math.max(busy, wanted);
    ahead = Math.min(ahead - Math.min(ahead, weights) + cycles - wanted, room);
    return { dram: weights + moved, cycles };
  });
}

/** A tensor that a step writes, from its first step to its last. */
interface Resident {
  readonly id: TensorId;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
  /** VTCM that it stays in: that of itself and of the smaller ones beside it, where they are most. */
  readonly needs: number;
}

function residents(steps: readonly StepTraffic[]): readonly Resident[] {
  const lastReads = new Map<TensorId, number>();
  for (const [at, { reads }] of steps.entries()) for (const each of reads) lastReads.set(each, at);
  const tensors = steps.map(({ writes, outputBytes }, first) => ({
    id: writes,
    bytes: outputBytes,
    first,
    last: Math.max(first, lastReads.get(writes) ?? first),
  }));
  const needs = tensors.map(() => 0);
  for (const at of steps.keys()) {
    const alive = tensors.filter(({ first, last }) => first <= at && at <= last);
    let sum = 0;
    for (const each of alive.sort((a, b) => a.bytes - b.bytes || a.first - b.first)) {
      sum += each.bytes;
      needs[each.first] = Math.max(needs[each.first] ?? 0, sum);
    }
  }
  return tensors.map((each) => ({ ...each, needs: needs[each.first] ?? 0 }));
}
