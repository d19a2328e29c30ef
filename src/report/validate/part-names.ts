import type { FitPart } from "../../sim/index.ts";

/** What rows of each part are called. */
export const partNames: Readonly<Record<FitPart, string>> = {
  fitted: "fitted on",
  anchored: "anchored",
  outside: "outside",
};
