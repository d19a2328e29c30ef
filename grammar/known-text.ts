import { expressionTrees, moduleTrees } from "ridge:trees";
import type { PhaseResult, Source } from "../src/core/index.ts";
import type { Expression, Module, NumberLiteral } from "./ast.ts";
import { readNumber } from "./number.ts";
import { parseExpression as parseExpressionInFull, parse as parseInFull } from "./parser.ts";
import { restoreTree } from "./stored-tree.ts";

/*
 * Texts whose tree is known without the parser, which takes longer to get ready than a whole report: the shipped files
 * and the settings of shipped networks, word for word, and plain numbers.
 */

/**
 * Reads one `.arch` text. With errors the value is what could be read, for editors; it must not be used for numbers.
 *
 * Errors: syntax/*.
 */
export function parse(source: Source): PhaseResult<Module> {
  const stored = moduleTrees.get(source.text);
  if (stored === undefined) return parseInFull(source);
  const tree = restored.get(source) ?? (restoreTree(stored, source) as Module);
  restored.set(source, tree);
  return { value: tree, diagnostics: [] };
}

/** Shipped sources keep their tree as long as they live. */
const restored = new WeakMap<Source, Module>();

/** Reads one expression, such as an argument of `ridge eval`. */
export function parseExpression(source: Source): PhaseResult<Expression> {
  const stored = expressionTrees.get(source.text);
  const known = stored === undefined ? plainNumber(source) : (restoreTree(stored, source) as Expression);
  return known === undefined ? parseExpressionInFull(source) : { value: known, diagnostics: [] };
}

/** The tree of a text that is one number and nothing else; undefined for other texts and for numbers at fault. */
function plainNumber(source: Source): NumberLiteral | undefined {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(source.text)) return undefined;
  const number = readNumber(source.text);
  if ("fault" in number) return undefined;
  return { kind: "number", ...number, span: { source, start: 0, end: source.text.length } };
}
