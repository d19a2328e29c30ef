/** What a count includes; a value, so that more conventions are more rows. */
export interface Convention {
  readonly name: string;
  /** One sentence for people: printed with every output. */
  readonly counts: string;
  /** MACs per element operation of each class that the convention's MAC total includes. */
  readonly macsPer: { readonly mac: bigint };
  /** Which learned values are parameters. */
  readonly params: {
    readonly weights: boolean;
    readonly biases: boolean;
    readonly norm: boolean;
    readonly buffers: boolean;
  };
}

/** The conventions by name, `default` first. */
export const conventions: readonly Convention[] = [
  {
    name: "default",
    counts:
      "multiply-accumulates of conv, linear and matmul; batch norm folded; params = weights + biases + BN scale and shift; " +
      "flops = 2 x MACs + bias additions + one per element of activations and element-wise arithmetic + one per pooled element",
    macsPer: { mac: 1n },
    params: { weights: true, biases: true, norm: true, buffers: false },
  },
  {
    name: "paper",
    counts: "multiply-adds of conv and linear; params = weights and biases without batch norm",
    macsPer: { mac: 1n },
    params: { weights: true, biases: true, norm: false, buffers: false },
  },
];
