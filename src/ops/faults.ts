import type { Expr } from "../symbolic/index.ts";
import { toText } from "../symbolic/index.ts";
import type { ShapeResult } from "./operator.ts";
import { type Shape, shapeText } from "./shape.ts";

/** The operator wants a tensor of another layout. */
export function rankFault(operator: string, wanted: string, found: Shape | undefined, input = 0): ShapeResult {
  const text = found === undefined ? "nothing" : `${found.layout} ${shapeText(found)}`;
  return { kind: "fault", fault: { code: "shape/rank", input, args: { operator, wanted, found: text } } };
}

/** No window of the kernel fits into the padded input. */
export function emptyOutputFault(operator: string, ifmap: Shape, kernel: readonly Expr[]): ShapeResult {
  return {
    kind: "fault",
    fault: {
      code: "shape/empty-output",
      attribute: "k",
      args: { operator, input: shapeText(ifmap), kernel: kernel.map(toText).join("x") },
    },
  };
}

/** Two tensors that must agree do not. */
export function mismatchFault(operator: string, first: Shape, second: Shape): ShapeResult {
  return {
    kind: "fault",
    fault: { code: "shape/mismatch", input: 1, args: { operator, first: shapeText(first), second: shapeText(second) } },
  };
}

/** A divisor that does not divide. */
export function divisibilityFault(
  operator: string,
  attribute: string,
  divisor: Expr,
  dividend: Expr,
  what: string,
): ShapeResult {
  return {
    kind: "fault",
    fault: {
      code: "shape/divides",
      attribute,
      args: { operator, divisor: toText(divisor), dividend: toText(dividend), what },
    },
  };
}

/** Groups that do not divide the input or output channels. */
export function groupsFault(groups: Expr, channels: Expr, what: "input" | "output"): ShapeResult {
  return {
    kind: "fault",
    fault: { code: "shape/groups", attribute: "g", args: { groups: toText(groups), channels: toText(channels), what } },
  };
}

/** A tensor whose dimensions do not fit what the operator combines it with. */
export function operandFault(operator: string, wanted: string, found: string, input = 0): ShapeResult {
  return { kind: "fault", fault: { code: "shape/operand", input, args: { operator, wanted, found } } };
}

/** Two tensors that cannot be spread over each other. */
export function broadcastFault(operator: string, first: Shape, second: Shape): ShapeResult {
  const args = { operator, first: shapeText(first), second: shapeText(second) };
  return { kind: "fault", fault: { code: "shape/broadcast", input: 1, args } };
}
