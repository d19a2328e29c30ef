import type { FieldExpression, IndexExpression } from "../../grammar/index.ts";
import { nearestNames } from "../core/suggest.ts";
import { axisNames } from "../ops/index.ts";
import { asInteger, toText } from "../symbolic/index.ts";
import { numberOperand } from "./arithmetic.ts";
import type { Frame, Machine } from "./machine.ts";
import { errorValue, numberValue, type TensorValue, typeName, type Value } from "./value.ts";

/** `it.C`, `r.c`, `backbone.features`. */
export function evaluateField(machine: Machine, frame: Frame, expression: FieldExpression): Value {
  const target = machine.evaluator.evaluate(machine, frame, expression.target);
  const field = expression.name.name;
  switch (target.kind) {
    case "error":
      return errorValue;
    case "tensor": {
      const found = tensorField(machine, target, field);
      return (
        found ??
        unknownField(machine, expression, "a tensor", [
          ...axisNames(target.shape.layout),
          ...(target.instance?.taps.keys() ?? []),
        ])
      );
    }
    case "row": {
      const cell = target.cells.get(field);
      return cell ?? unknownField(machine, expression, `a row of \`${target.table}\``, [...target.cells.keys()]);
    }
    default:
      return unknownField(machine, expression, typeName(target), []);
  }
}

function tensorField(machine: Machine, tensor: TensorValue, field: string): Value | undefined {
  const dim = tensor.shape.dims[axisNames(tensor.shape.layout).indexOf(field)];
  if (dim !== undefined) return numberValue(dim);
  const tap = tensor.instance?.taps.get(field);
  if (tap !== undefined && tensor.instance !== undefined) machine.tappedNets.push(tensor.instance);
  return tap;
}

function unknownField(machine: Machine, expression: FieldExpression, of: string, known: readonly string[]): Value {
  const field = expression.name.name;
  const list = known.map((each) => `.${each}`).join(" ");
  machine.report(
    "name/unknown-field",
    { field, of, nearest: nearestNames(field, known), known: list },
    expression.name.span,
  );
  return errorValue;
}

/** `half[0]`, `shape(x)[1]`, `stages[2]`: counted from 0. */
export function evaluateIndex(machine: Machine, frame: Frame, expression: IndexExpression): Value {
  const target = machine.evaluator.evaluate(machine, frame, expression.target);
  const index = numberOperand(machine, frame, expression.index, "an index");
  if (target.kind === "error" || index === undefined) return errorValue;
  const items = target.kind === "list" ? target.items : target.kind === "table" ? target.rows : undefined;
  if (items === undefined) {
    machine.report(
      "type/mismatch",
      { what: "what is indexed", wanted: "a list or a table", found: typeName(target) },
      expression.target.span,
    );
    return errorValue;
  }
  const place = asInteger(index.expr);
  const item = place === undefined || place < 0n ? undefined : items[Number(place)];
  if (item === undefined) {
    machine.report(
      "type/mismatch",
      { what: "an index", wanted: `an integer from 0 to ${items.length - 1}`, found: toText(index.expr) },
      expression.index.span,
    );
    return errorValue;
  }
  return item;
}
