import { conditionText, ExpressionTooLarge } from "../symbolic/index.ts";
import { quantityText } from "./dimension.ts";
import { type BlockValue, typeName, type Value } from "./value.ts";

/** UTF-16 units of one value's text: lists and compositions that share their parts may stand for far more than memory holds. */
const textLimit = 1_000_000;

/** The whole text of a value. Errors: ExpressionTooLarge past a million characters. */
export function valueText(value: Value): string {
  let text = "";
  for (const piece of textPieces(value, 0)) {
    text += piece;
    if (text.length > textLimit) throw new ExpressionTooLarge("the text of a value");
  }
  return text;
}

/** A value as it reads in a chain of uses or a message: its text, or the first 60 characters of it. */
export function shortValueText(value: Value): string {
  let text = "";
  for (const piece of textPieces(value, 0)) {
    text += piece;
    if (text.length > 60) return `${text.slice(0, 57)}...`;
  }
  return text;
}

/** Deepest nesting of lists that is printed. */
const textDepth = 400;

function* textPieces(value: Value, depth: number): Generator<string> {
  if (depth > textDepth) throw new ExpressionTooLarge("the text of a value");
  switch (value.kind) {
    case "number":
      yield quantityText(value.expr, value.dimension);
      return;
    case "boolean":
      yield conditionText(value.condition);
      return;
    case "string":
      yield value.text;
      return;
    case "block":
      yield* blockPieces(value, depth);
      return;
    case "list": {
      let separator = "[";
      for (const item of value.items) {
        yield separator;
        yield* textPieces(item, depth + 1);
        separator = ", ";
      }
      yield value.items.length === 0 ? "[]" : "]";
      return;
    }
    case "table":
    case "device":
      yield value.name;
      return;
    default:
      yield typeName(value);
  }
}

function* blockPieces(block: BlockValue, depth: number): Generator<string> {
  if (depth > textDepth) throw new ExpressionTooLarge("the text of a value");
  switch (block.form) {
    case "operator":
      yield block.operator.name;
      return;
    case "block":
      yield block.declaration.name.name;
      return;
    case "net":
      yield block.net.name;
      return;
    case "composition": {
      let separator = "";
      for (const part of block.parts) {
        yield separator;
        yield* blockPieces(part, depth + 1);
        separator = " -> ";
      }
      return;
    }
    case "choice":
      yield "a choice of blocks";
  }
}
