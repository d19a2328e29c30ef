/** How a measured number stands to the stated one. */
export type Relation = "equals" | "at most" | "above";

/** One number that an experiment measures. */
export interface Finding {
  readonly what: string;
  readonly measured: number;
  readonly relation: Relation;
  readonly stated: number;
  /** Largest distance that counts as equal; 0 where the relation is no equality. */
  readonly within: number;
  /** Where the stated number, or the distance, comes from. */
  readonly why: string;
}

/** A statement of a paper that can be tried by executing networks. */
export interface Experiment {
  readonly name: string;
  readonly claim: string;
  readonly source: string;
  /** The same seed gives the same findings. */
  readonly run: (seed: number) => Promise<readonly Finding[]>;
}

/** Whether a finding is as stated. */
export function holds({ measured, relation, stated, within }: Finding): boolean {
  switch (relation) {
    case "equals":
      return Math.abs(measured - stated) <= within;
    case "at most":
      return measured <= stated;
    case "above":
      return measured > stated;
  }
}
