import { type Source, spanText } from "../src/core/index.ts";
import type { Expression } from "./ast.ts";
import { ErrorList } from "./error-list.ts";
import { settleKeywords } from "./keywords.ts";
import { lex } from "./lexer.ts";
import { dropNewlines } from "./newlines.ts";
import { flat, spacingContext } from "./spacing.ts";

/**
 * An expression as one line in canonical spacing, for messages and claims. It is printed from the text that its span covers,
 * so numbers and names look as their author wrote them.
 *
 * Law: reading the result gives the same tree.
 */
export function printExpression(node: Expression): string {
  const source: Source = { name: node.span.source.name, text: spanText(node.span) };
  const lexed = lex(source, new ErrorList(source));
  if (lexed === undefined) return source.text;
  settleKeywords(lexed.tokens);
  const tokens = dropNewlines(lexed.tokens, new Set());
  return flat(tokens, spacingContext(node, node.span.start));
}
