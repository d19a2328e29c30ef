import type { Layer } from "../graph/index.ts";

/**
 * How the reference model writes a layer, as far as counters that hook modules or patch functions can tell:
 * `module` (`nn.ReLU`), `functional` (`F.relu`), `mean` (`x.mean([2, 3])`), `norm2d` (a subclass of layer norm for images).
 */
export type SpellingWord = "module" | "functional" | "mean" | "norm2d";

export const spellingWords: readonly SpellingWord[] = ["module", "functional", "mean", "norm2d"];

/**
 * Spellings by what they hold for: an operator (`gap`), an operator below a path (`maxpool@stages.3`), or `se` for everything
 * inside a squeeze-and-excite branch. The narrowest that fits counts; what none fits is a module.
 */
export type Spelling = Readonly<Record<string, SpellingWord>>;

/** How one layer is written. */
export function spellingOf(layer: Layer, spelling: Spelling, isGate: boolean): SpellingWord {
  const operator = layer.operator.name;
  for (let end = layer.segments.length; end > 0; end--) {
    const path = layer.segments
      .slice(0, end)
      .map((each) => each.text)
      .join(".");
    const found = spelling[`${operator}@${path}`];
    if (found !== undefined) return found;
  }
  return (isGate ? spelling.se : undefined) ?? spelling[operator] ?? "module";
}
