import { classWords } from "../class-words.ts";
import { percentText } from "../quantity.ts";
import type { Report } from "../report.ts";
import { type BeyondMacs, type BeyondPart, beyondMacs } from "./beyond-macs.ts";
import { kindShares, numberOf } from "./kinds.ts";
import { labelOf } from "./label.ts";
import { type Separable, separableOf } from "./separable.ts";

/**
 * Where MACs do not predict time, a sentence for each network, and what depthwise separable pairs save in MACs beside what they take of the
 * time, one for each network whatever it is timed on.
 */
export function kindSentences(reports: readonly Report[]): readonly string[] {
  return [...beyondMacs(reports).map((each) => beyondText(each, reports)), ...separableTexts(reports)];
}

/** How many parts of what is beyond the MACs are told. */
const told = 2;

/** Such as `D takes 1.04 times as long as B with 0.53 times the MACs: 0.28 ms more than at B's time per MAC; …`. */
function beyondText(beyond: BeyondMacs, reports: readonly Report[]): string {
  const { network, other, timeRatio, macsRatio, milliseconds, parts } = beyond;
  const [one, two] = [labelOf(network), labelOf(other)];
  const adding = parts.filter((each) => each.milliseconds >= milliseconds / 10).slice(0, told);
  const what = adding.map((each) => partText(each, reports[network]));
  return (
    `${one} takes ${timeRatio.toFixed(2)} times as long as ${two} with ${macsRatio.toFixed(2)} times the MACs: ` +
    `${timeOf(milliseconds)} more than at ${two}'s time per MAC; ${what.join(", ")}`
  );
}

/** `depthwise convolutions (7 % of its MACs, 43 % of its time) add 0.15 ms`. */
function partText({ kind, milliseconds }: BeyondPart, report: Report | undefined): string {
  const added = timeOf(milliseconds);
  if (kind === "overhead") return `overhead adds ${added}`;
  const shares = report?.timing === undefined ? [] : kindShares(report, report.timing);
  const share = shares.find((each) => each.kind === kind);
  const many = kind === "other" ? "other layers" : classWords[kind][1];
  if (share === undefined) return `${many} add ${added}`;
  return `${many} (${sharePercent(share.macsShare)} of its MACs, ${sharePercent(share.timeShare)} of its time) add ${added}`;
}

/** `0 %` for nothing at all. */
export function sharePercent(share: number): string {
  return share === 0 ? "0 %" : percentText(share);
}

/** Two digits, three below 0.1 ms. */
function timeOf(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 0.1 ? 3 : 2)} ms`;
}

/** A network's pairs on one of the machines that it is timed on. */
interface TimedPairs {
  readonly label: string;
  readonly separable: Separable;
}

function separableTexts(reports: readonly Report[]): readonly string[] {
  const networks = new Map<string, TimedPairs[]>();
  for (const [network, { network: name, timing }] of reports.entries()) {
    const separable = timing === undefined ? undefined : separableOf(timing);
    if (separable === undefined || separable.depthwiseMs + separable.pointwiseMs === 0) continue;
    const { pairs, depthwiseMacs, pointwiseMacs, standardMacs } = separable;
    const key = [name, pairs, ...[depthwiseMacs, pointwiseMacs, standardMacs].map(numberOf)].join(" ");
    networks.set(key, [...(networks.get(key) ?? []), { label: labelOf(network), separable }]);
  }
  return [...networks.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : separableText([first, ...others]),
  );
}

/** One network's pairs, on all that it is timed on. */
function separableText(timed: readonly [TimedPairs, ...TimedPairs[]]): string {
  const { pairs, depthwiseLayers, depthwiseMacs, pointwiseMacs, standardMacs } = timed[0].separable;
  const macs = numberOf(depthwiseMacs) + numberOf(pointwiseMacs);
  const times = timed.map(({ label, separable: { depthwiseMs, pointwiseMs } }) => {
    return `${sharePercent(depthwiseMs / (depthwiseMs + pointwiseMs))} on ${label}`;
  });
  const count = pairs === depthwiseLayers ? String(pairs) : `${pairs} of ${depthwiseLayers}`;
  const subject =
    depthwiseLayers === 1
      ? "1 depthwise convolution with the pointwise one behind it takes"
      : `${count} depthwise convolutions with the pointwise ones behind them take`;
  return (
    `${listed(timed.map(({ label }) => label))}: ${subject} ${(macs / numberOf(standardMacs)).toFixed(3)} of the ` +
    `MACs of standard convolutions of the same shapes (1/N + 1/Dk²); the depthwise part (1/N) is ` +
    `${sharePercent(numberOf(depthwiseMacs) / macs)} of these MACs, and of these convolutions' time ${listed(times)}`
  );
}

/** `A`, `A and B`, `A, B and C`. */
function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}
