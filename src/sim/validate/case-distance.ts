import { type LayerClass, layerClasses } from "../../cost/index.ts";

/** How much a network is, and what it runs on. */
export interface CaseScale {
  /** Of all inferences of a batch; bytes are those moved when each tensor moves once. */
  readonly macs: number;
  readonly bytes: number;
  /** Of the largest input. */
  readonly pixels: number;
  /** Peak rate of the cores, and what the memory gives them. */
  readonly macsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Share of the MACs by class of layer. */
  readonly kinds: Readonly<Partial<Record<LayerClass, number>>>;
}

/** What of a case's scale is a size, and may be so many times another one. */
export type CaseSize = Exclude<keyof CaseScale, "kinds">;

const sizes: readonly CaseSize[] = ["macs", "bytes", "pixels", "macsPerSecond", "bytesPerSecond"];

/** What tells a case most from a measured one. `distance` is 1 where it is just near enough. */
export type CaseDifference =
  | { readonly what: "kinds"; readonly distance: number }
  /** `ratio`: how many times as large as the measured one's. */
  | { readonly what: CaseSize; readonly ratio: number; readonly distance: number };

/** Sizes of near cases are at most so many times each other. */
const farthestRatio = 4;

/** The part of the MACs that may lie in layers of other classes, and in those of a class that the measured case has none of. */
const farthestShare = 0.5;
const newShare = 0.02;

/** The largest of the differences in kinds of layers and in sizes; a network without MACs is near to none that has them. */
export function differenceOf(measured: CaseScale, wanted: CaseScale): CaseDifference {
  const share = layerClasses.reduce(
    (sum, each) => sum + Math.abs((measured.kinds[each] ?? 0) - (wanted.kinds[each] ?? 0)) / 2,
    0,
  );
  const added = layerClasses.filter((each) => measured.kinds[each] === undefined);
  const unseen = added.reduce((most, each) => Math.max(most, wanted.kinds[each] ?? 0), 0);
  const isEmpty = (wanted.macs === 0) !== (measured.macs === 0);
  const kinds: CaseDifference = {
    what: "kinds",
    distance: isEmpty ? Number.POSITIVE_INFINITY : Math.max(share / farthestShare, unseen / newShare),
  };
  return sizes.reduce<CaseDifference>((most, what) => {
    const ratio = wanted[what] === measured[what] ? 1 : wanted[what] / measured[what];
    const distance = Math.abs(Math.log(ratio)) / Math.log(farthestRatio);
    return distance > most.distance ? { what, ratio, distance } : most;
  }, kinds);
}

export function isNear({ distance }: CaseDifference): boolean {
  return distance <= 1;
}
