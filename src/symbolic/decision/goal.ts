import type { Rational } from "../../core/rational.ts";
import type { Expr } from "../expression.ts";
import type { Facts } from "../facts.ts";
import type { Reason } from "./positivity.ts";

/** `difference operator 0` wherever the facts hold. */
export interface Goal {
  readonly difference: Expr;
  readonly operator: "==" | "!=" | ">=" | ">";
  readonly facts: Facts;
}

/** What a proof leaves behind. */
export interface Trace {
  /** How each case was closed. */
  readonly cases: Reason[];
  /** Values at which a case failed, for the search of counterexamples. */
  readonly hints: Map<string, Rational[]>;
  /** Why no rational counterexample can be given. */
  readonly notes: Set<string>;
}

/** Notes that a case is closed. */
export function closed(trace: Trace, reason: string): true {
  trace.cases.push(reason);
  return true;
}
