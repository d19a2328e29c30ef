import { type JsonValue, jsonCount } from "../json-text.ts";
import type { Verdict } from "./verdict.ts";

/** A rule with what it compared. `limit` is what the value is compared with: of a change, the baseline's value and the change together. */
export function verdictRecord({ rule, value, limit, baseline, ok }: Verdict): {
  readonly [key: string]: JsonValue | undefined;
} {
  return {
    rule: rule.text,
    measure: rule.measure.name,
    operator: rule.operator,
    limit: jsonCount(limit),
    value: jsonCount(value),
    baseline: baseline === undefined ? undefined : jsonCount(baseline),
    ok,
  };
}
