import type { LayerGraph } from "../../src/graph/index.ts";
import { elaborateZoo } from "../model/elaborate-text.ts";

/** Resolutions that networks take at least: their sides must divide, or windows must fit. */
const resolutions = [28, 32, 48, 64, 75, 96, 128, 160, 192, 224, 256, 299, 300, 320];

/** A shipped network at the smallest resolution that it takes; at its own where it has no parameter for it. */
export function smallestZoo(name: string): LayerGraph {
  for (const res of resolutions) {
    const { value } = elaborateZoo(name, { res: String(res) });
    if (value !== undefined) return value.graph;
  }
  const { value, diagnostics } = elaborateZoo(name);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value.graph;
}
