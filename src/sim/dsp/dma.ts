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

/** What lies in memory when an inference starts, and what has to lie there when it has ended. Units: bytes. */
export interface NetworkEdges {
  readonly inputs: ReadonlyMap<TensorId, number>;
  readonly outputs: ReadonlyMap<TensorId, number>;
}

/** Part of the VTCM that weights can always take, however full of tensors it is. */
const leastRoom = 0.05;

/**
 * Steps one after the other on a VTCM that tensors stay in from the step that writes them to the last that reads them; first those that spare
 * the most transfers for as long as they stay, small ones before large ones. One that does not fit goes to memory and comes back for each
 * reader. Inputs of the network come from memory, its outputs go there. Weights come from memory for every inference. The DMA runs ahead of
 * the units by as much as the tensors leave free, of which those outside pass through, too: what it has fetched while the units were busy does
 * not delay the next step.
 */
export function transfers(
  steps: readonly StepTraffic[],
  edges: NetworkEdges,
  vtcm: number,
  bandwidth: number,
): readonly StepTransfer[] {
  const tensors = residents(steps, edges);
  const byId = new Map(tensors.map((each) => [each.id, each]));
  let ahead = 0;
  return steps.map(({ busy, weightBytes, reads, writes }, at) => {
    const isOutside = (each: Resident) => each.needs > vtcm;
    const read = reads.reduce((sum, each) => {
      const tensor = byId.get(each);
      if (tensor === undefined) return sum;
      const isFetched = isOutside(tensor) || (tensor.isInput && tensor.first === at);
      return sum + (isFetched ? tensor.bytes : 0);
    }, 0);
    const written = byId.get(writes);
    const back = written === undefined ? 0 : isOutside(written) ? written.bytes : (edges.outputs.get(writes) ?? 0);
    const moved = (read + back) / bandwidth;
    const alive = tensors.reduce((sum, { bytes, first, last }) => sum + (first <= at && at <= last ? bytes : 0), 0);
    const room = Math.max(vtcm - alive, leastRoom * vtcm) / bandwidth;
    const weights = weightBytes / bandwidth;
    const wanted = Math.max(0, weights - ahead) + moved;
    const cycles = Math.max(busy, wanted);
    ahead = Math.min(ahead - Math.min(ahead, weights) + cycles - wanted, room);
    return { dram: weights + moved, cycles };
  });
}

/** A tensor that a step writes, or an input of the network, from its first step to its last. */
interface Resident {
  readonly id: TensorId;
  readonly bytes: number;
  readonly isInput: boolean;
  readonly first: number;
  readonly last: number;
  /** Transfers that are spared, by steps that it stays. */
  readonly worth: number;
  /** VTCM that it stays in: that of itself and of what goes before it, where they are most. */
  readonly needs: number;
}

function residents(steps: readonly StepTraffic[], { inputs, outputs }: NetworkEdges): readonly Resident[] {
  const readers = new Map<TensorId, number[]>();
  for (const [at, { reads }] of steps.entries())
    for (const each of reads) {
      const list = readers.get(each);
      if (list === undefined) readers.set(each, [at]);
      else list.push(at);
    }
  const resident = (id: TensorId, bytes: number, writer: number | undefined): Resident[] => {
    const places = readers.get(id) ?? [];
    const first = writer ?? places[0];
    if (first === undefined) return [];
    const last = Math.max(first, places.at(-1) ?? first);
    // What comes from memory, or goes there, does so once in any case.
    const spared = places.length + (writer === undefined ? -1 : outputs.has(id) ? 0 : 1);
    return [{ id, bytes, isInput: writer === undefined, first, last, worth: spared / (last - first + 1), needs: 0 }];
  };
  const tensors = [
    ...[...inputs].flatMap(([id, bytes]) => resident(id, bytes, undefined)),
    ...steps.flatMap(({ writes, outputBytes }, at) => resident(writes, outputBytes, at)),
  ];
  const ranked = [...tensors].sort((a, b) => b.worth - a.worth || a.bytes - b.bytes || a.first - b.first);
  const taken = steps.map(() => 0);
  return ranked.map((each) => {
    let needs = 0;
    for (let at = each.first; at <= each.last; at++) {
      taken[at] = (taken[at] ?? 0) + each.bytes;
      needs = Math.max(needs, taken[at] ?? 0);
    }
    return { ...each, needs };
  });
}
