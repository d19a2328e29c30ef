import { rational } from "../../core/rational.ts";
import type { QuantityKind } from "../../hardware/index.ts";
import { type Bound, causes, type NetworkTiming } from "../../sim/index.ts";
import { causeNames } from "../cause-names.ts";
import { deviceText, networkText, timeText, typeText } from "../heading.ts";
import { groupedText } from "../quantity.ts";
import { fillLines, fillParts, listItem } from "../text-width.ts";
import { causeSentences } from "./cause-text.ts";
import { errorTexts } from "./error-text.ts";
import { restingLayers, type Simulation } from "./simulation.ts";

/** The columns of causes that hold any cycles; a device without a level-3 cache has none there. */
export function shownCauses({ layers }: NetworkTiming): readonly Bound[] {
  const isShown = (cause: (typeof causes)[number]) =>
    layers.some(({ computeCycles, memoryCycles, overheadCycles }) => {
      const cycles = cause === "compute" ? computeCycles : cause === "overhead" ? overheadCycles : memoryCycles[cause];
      return cycles > 0;
    });
  return causes.filter(isShown);
}

/** What ran where, and how the columns of cycles belong together. */
export function simulationHeading({ report, settings }: Simulation, width: number): string[] {
  const own = settings.length === 0 ? [] : [`${settings.join(", ")} set by you`];
  const parts = [networkText(report), `batch ${report.batch}`, typeText(report), ...deviceText(report), ...own];
  return [...fillParts(parts.join(" · "), width), ...fillLines(`· ${sumText(report.timing)}`, / /, width)];
}

/** `cycles = compute + L2 + DRAM - hidden`. */
function sumText(timing: NetworkTiming): string {
  const parts = shownCauses(timing).map((each) => causeNames[each]);
  const hidden = timing.layers.some((each) => each.hiddenCycles > 0) ? " - hidden" : "";
  return parts.length === 0 ? "no layer takes time" : `cycles = ${parts.join(" + ")}${hidden}`;
}

/** The whole time, where it goes, and what the prediction rests on, for below the table. */
export function simulationTotals(simulation: Simulation, width: number): string[] {
  const { timing, layers } = simulation.report;
  const { inside, still } = restingLayers(timing);
  const total = [
    timeText(timing),
    `${groupedText(rational(BigInt(timing.cycles)))} cycles`,
    ...(timing.energyMj === undefined ? [] : [`${timing.energyMj.toFixed(2)} mJ`]),
    ...errorTexts(simulation),
    ...(inside === 0 ? [] : [`${inside} of ${layers.length} layers run inside of others`]),
    ...(still === 0 ? [] : [`${still} ${still === 1 ? "is only a view or weights" : "are only views or weights"}`]),
  ];
  return [
    ...fillParts(total.join(" · "), width),
    ...fallbackLines(timing, width),
    ...causeSentences(simulation).flatMap((each) => listItem(each, width)),
    ...fillLines(footingText(timing), / /, width),
  ];
}

/** The layers that no kernel of the runtime runs. */
function fallbackLines({ layers, runtime }: NetworkTiming, width: number): string[] {
  const names = layers.flatMap((each) => (each.isFallback ? [each.cost.layer.name] : []));
  if (names.length === 0) return [];
  const text = `no kernel in ${runtime ?? "the runtime"}, timed by a plain loop: ${names.join(", ")}`;
  return fillLines(text, / /, width);
}

/** In the order in which they are trusted. */
const kindOrder: Readonly<Record<QuantityKind, number>> = {
  measured: 0,
  datasheet: 1,
  derived: 2,
  assumed: 3,
  fitted: 4,
};

/** `rests on 12 measured, 30 datasheet, 4 assumed, 0 fitted values`; of the kinds without a value only the last is named. */
export function footingText({ footing }: NetworkTiming): string {
  const counts = (Object.keys(kindOrder) as QuantityKind[])
    .map((kind) => [kind, footing.get(kind) ?? 0] as const)
    .filter(([kind, count]) => count > 0 || kind === "fitted")
    .sort(([a], [b]) => kindOrder[a] - kindOrder[b]);
  return `rests on ${counts.map(([kind, count]) => `${count} ${kind}`).join(", ")} values`;
}
