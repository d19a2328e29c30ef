import type { Condition, Expr, Point } from "../symbolic/index.ts";
import type { Assertion } from "./assertion.ts";

/** What was decided of an assertion. */
export type Judgement =
  | { readonly kind: "proved" | "as-printed"; readonly method: string; readonly assumptions: readonly string[] }
  | {
      readonly kind: "refuted";
      readonly method: string;
      readonly assumptions: readonly string[];
      /** The part that fails; of a conjunction one of its parts. */
      readonly part: Assertion;
      readonly at: Point;
      /** Both sides there; absent where the part compares nothing. */
      readonly left?: Expr;
      readonly right?: Expr;
      readonly difference?: string | undefined;
      readonly corrected?: Expr | undefined;
    }
  | { readonly kind: "undecided"; readonly reason: string; readonly tried: readonly string[] };

/** What a statement assumes beside the domains of its symbols. */
export interface Premises {
  readonly conditions: readonly Condition[];
  /** Whether a point satisfies all of it, what must be an integer included. */
  isLegal(point: Point): boolean;
}
