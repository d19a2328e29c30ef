import type { Expression } from "../../grammar/index.ts";
import type { Shape } from "../ops/index.ts";
import { commonGrid, shapeText } from "../ops/index.ts";
import {
  assume,
  type Condition,
  conditionText,
  type Expr,
  equals,
  equalUnder,
  iverson,
  not,
  piecewise,
  symbolsOf,
} from "../symbolic/index.ts";
import type { Machine } from "./machine.ts";
import type { Path } from "./path.ts";
import { errorValue, type TensorValue, type Value } from "./value.ts";

/**
 * The tensor behind an `if` that free symbols leave undecided: one of two, with a shape that is right for both.
 * Dimensions are compared under each branch's condition; over finite domains they may differ and become piecewise. `path` is that of the body
 * in which the `if` stands.
 */
export function mergeFlows(
  machine: Machine,
  condition: Condition,
  then: TensorValue,
  otherwise: TensorValue,
  site: Expression,
  path: Path,
): Value {
  if (then.id === otherwise.id) return then;
  const shape = mergeShapes(machine, condition, then.shape, otherwise.shape);
  if (shape === undefined) {
    const symbols = [...symbolsOf(iverson(condition)).keys()].join(" and ");
    machine.report("model/undecided", { condition: conditionText(condition), symbols }, site.span, {
      label: `${shapeText(then.shape)} if it holds, else ${shapeText(otherwise.shape)}`,
    });
    return errorValue;
  }
  const id = machine.builder.addChoice(condition, then.id, otherwise.id, shape, path.segments);
  return { kind: "tensor", id, shape };
}

function mergeShapes(machine: Machine, condition: Condition, then: Shape, otherwise: Shape): Shape | undefined {
  if (then.layout !== otherwise.layout) return undefined;
  const dims: Expr[] = [];
  for (const [axis, first] of then.dims.entries()) {
    const second = otherwise.dims[axis];
    const merged = second === undefined ? undefined : mergeDims(machine, condition, first, second);
    if (merged === undefined) return undefined;
    dims.push(merged);
  }
  const grid = commonGrid([then, otherwise]);
  return { layout: then.layout, dims, ...(grid === undefined ? {} : { grid }) };
}

function mergeDims(machine: Machine, condition: Condition, first: Expr, second: Expr): Expr | undefined {
  if (equals(first, second)) return first;
  if (equalUnder(first, second, assume(machine.facts, not(condition)))) return first;
  if (equalUnder(first, second, assume(machine.facts, condition))) return second;
  const finite = [...symbolsOf(iverson(condition)).values()].every((domain) => domain.values !== undefined);
  return finite ? piecewise(condition, first, second) : undefined;
}
