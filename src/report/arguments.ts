import { type BoundParameter, valueText } from "../model/index.ts";
import { conditionText, isFalse, isTrue } from "../symbolic/index.ts";
import type { ReportArgument } from "./report.ts";

/**
 * The parameters of an elaborated network as a report states them.
 *
 * @example argumentsOf([{ name: "act", value: { kind: "string", text: "relu" }, free: false }])  // [{ name: "act", value: "relu", free: false }]
 */
export function argumentsOf(parameters: readonly BoundParameter[]): readonly ReportArgument[] {
  return parameters.map(argumentOf);
}

function argumentOf({ name, value, free }: BoundParameter): ReportArgument {
  switch (value.kind) {
    case "number":
      return { name, value: value.expr, free };
    case "boolean":
      if (isTrue(value.condition) || isFalse(value.condition)) return { name, value: isTrue(value.condition), free };
      return { name, value: conditionText(value.condition), free };
    case "string":
      return { name, value: value.text, free };
    default:
      return { name, value: valueText(value), free };
  }
}
