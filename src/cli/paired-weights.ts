import type { Parameters } from "../exec/index.ts";

/** A layer that wants parameters, or has them: what the two must agree in. */
export interface PairedLayer {
  readonly name: string;
  readonly operator: string;
  /** How many elements each learned tensor has, by role. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A layer and the layer of the file whose weights it gets; none is a batch norm that the file has folded. */
export interface Pair {
  readonly layer: PairedLayer;
  readonly from: PairedLayer | undefined;
}

/** Where two networks part: a layer of one with nothing beside it that fits. */
export interface Parting {
  readonly layer: PairedLayer | undefined;
  readonly from: PairedLayer | undefined;
}

/**
 * Pairs the layers with learned tensors of a network and of a file, both in the order in which they run. Exporters fold batch norms into
 * the convolution before them: there the file has one layer less, and a bias more.
 */
export function pairLayers(layers: readonly PairedLayer[], file: readonly PairedLayer[]): readonly Pair[] | Parting {
  const pairs: Pair[] = [];
  let at = 0;
  for (const layer of layers) {
    const from = file[at];
    if (layer.operator === "bn" && hasFoldedBias(pairs.at(-1))) {
      pairs.push({ layer, from: undefined });
      continue;
    }
    if (from === undefined || !fits(layer, from) || hasFoldedBias(pairs.at(-1))) return { layer, from };
    pairs.push({ layer, from });
    at += 1;
  }
  const left = hasFoldedBias(pairs.at(-1)) ? pairs.at(-1)?.from : file[at];
  return left === undefined ? pairs : { layer: undefined, from: left };
}

/** Whether a layer of the file has a bias that the network's own has not: the next layer must be the batch norm that it stands for. */
function hasFoldedBias(pair: Pair | undefined): boolean {
  return pair?.from?.counts.has("bias") === true && !pair.layer.counts.has("bias");
}

/** Whether all learned tensors that a layer wants are there in the same size; a bias more is one that was folded in. */
function fits(layer: PairedLayer, from: PairedLayer): boolean {
  return (
    layer.operator === from.operator && [...layer.counts].every(([role, count]) => from.counts.get(role) === count)
  );
}

/** A batch norm of n channels that changes nothing. */
export function identityNorm(n: number): Parameters {
  const filled = (value: number) => new Float32Array(n).fill(value);
  return new Map([
    ["scale", filled(1)],
    ["shift", filled(0)],
    ["mean", filled(0)],
    ["variance", filled(1)],
    ["epsilon", Float32Array.of(0)],
  ]);
}
