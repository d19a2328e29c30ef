import { networkText, runTexts } from "../heading.ts";
import { fillParts } from "../text-width.ts";
import type { Comparison } from "./comparison.ts";
import { labelOf } from "./label.ts";

/** A line per network with what is its own, then what they have in common; longer lines are broken. */
export function comparisonHeading({ reports }: Comparison, baseline: string | undefined, width: number): string[] {
  const runs = reports.map(runTexts);
  const isCommon = (text: string) => runs.every((each) => each.includes(text));
  const common = runs[0]?.filter(isCommon) ?? [];
  const networks = reports.flatMap((report, network) => {
    const own = runs[network]?.filter((each) => !isCommon(each)) ?? [];
    const file = network === 0 && baseline !== undefined ? [`baseline ${baseline}`] : [];
    return fillParts([`${labelOf(network)}  ${networkText(report)}`, ...own, ...file].join(" · "), width);
  });
  return [...networks, ...(common.length === 0 ? [] : fillParts(`· ${common.join(" · ")}`, width))];
}
