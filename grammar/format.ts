import type { IToken } from "chevrotain";
import { hasErrors, type PhaseResult, type Source } from "../src/core/index.ts";
import { type Brace, type FormatInput, type Item, readItems } from "./format-items.ts";
import { FormatLines } from "./format-lines.ts";
import { tableRows } from "./format-table.ts";
import { parse } from "./parser.ts";
import { type SpacingContext, spaceBetween, spacingContext } from "./spacing.ts";
import { ElseWord, LeftBrace, LeftBracket, LeftParen, RightBrace, RightBracket, RightParen } from "./tokens.ts";

const step = 2;

/**
 * The canonical layout of a text: two spaces per level, one statement and one table row per line, cells aligned. Line breaks
 * inside a statement and single empty lines stay where the author put them; so do comments.
 *
 * Laws: the tree is the same, formatting twice changes nothing, every comment survives in order.
 * Errors: syntax/*; then there is no value.
 */
export function format(source: Source): PhaseResult<string> {
  const { value, diagnostics } = parse(source);
  if (value === undefined || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const formatter = new Formatter(readItems(source), spacingContext(value));
  return { value: formatter.run(), diagnostics };
}

/** An open bracket: where lines inside it and its closing bracket start. */
interface Level {
  readonly inside: number;
  readonly outside: number;
  /** Statements stand inside, one per line. */
  readonly body: boolean;
}

class Formatter {
  readonly #items: readonly Item[];
  readonly #braces: ReadonlyMap<IToken, Brace>;
  readonly #context: SpacingContext;
  readonly #lines = new FormatLines();
  readonly #levels: Level[] = [];
  #earlier: IToken | undefined;
  #left: IToken | undefined;

  constructor(input: FormatInput, context: SpacingContext) {
    this.#items = input.items;
    this.#braces = input.braces;
    this.#context = context;
  }

  run(): string {
    for (let at = 0; at < this.#items.length; ) at = this.#place(at);
    return this.#lines.toText();
  }

  /** Writes the item, and for a table's `{` all up to its `}`; gives the index of what follows. */
  #place(at: number): number {
    const item = this.#items[at];
    if (item === undefined) return at + 1;
    if (item.comment) this.#comment(item);
    else this.#token(item);
    if (this.#braces.get(item.token)?.role !== "table" || item.token.tokenType !== LeftBrace) return at + 1;
    return tableRows(this.#items, at + 1, this.#lines, this.#lines.indent + step, this.#context);
  }

  #comment(item: Item): void {
    const text = item.token.image.trimEnd();
    if (item.lineEnds > 0 || this.#lines.ended) {
      const inBrackets = this.#levels[this.#levels.length - 1]?.body === false;
      this.#lines.start(this.#insideIndent(), item.lineEnds > 1 && !inBrackets && this.#left?.tokenType !== LeftBrace);
    }
    this.#lines.comment(text);
  }

  #token(item: Item): void {
    const { token } = item;
    const type = token.tokenType;
    const brace = this.#braces.get(token);
    const closes = type === RightParen || type === RightBracket || type === RightBrace;
    const closed = closes ? this.#levels.pop() : undefined;
    if (this.#breaksBefore(item, brace, closed)) {
      const spaced = item.lineEnds > 1 && item.startsStatement && !closes && this.#left?.tokenType !== LeftBrace;
      this.#lines.start(closed?.outside ?? this.#lineIndent(item), spaced);
    } else if (this.#left !== undefined && this.#spaced(token, brace)) this.#lines.write(" ");
    this.#lines.write(token.image);
    if (type === LeftParen || type === LeftBracket || brace?.role === "set") {
      if (!closes) this.#levels.push({ inside: this.#lines.indent + step, outside: this.#lines.indent, body: false });
    } else if (type === LeftBrace && brace?.role === "body") {
      this.#levels.push({ inside: this.#lines.indent + step, outside: this.#lines.indent, body: true });
    } else if (type === LeftBrace)
      this.#levels.push({ inside: this.#lines.indent + step, outside: this.#lines.indent, body: true });
    this.#earlier = this.#left;
    this.#left = token;
  }

  #breaksBefore(item: Item, brace: Brace | undefined, closed: Level | undefined): boolean {
    if (this.#lines.ended || item.startsStatement) return true;
    if (this.#left?.tokenType === LeftBrace && this.#bodyOf(this.#left))
      return this.#braces.get(this.#left)?.broken === true;
    if (closed?.body === true) return brace?.broken === true;
    return item.lineEnds > 0 && item.token.tokenType !== ElseWord;
  }

  #bodyOf(brace: IToken): boolean {
    return this.#braces.get(brace)?.role !== "set";
  }

  #spaced(token: IToken, brace: Brace | undefined): boolean {
    const left = this.#left;
    if (left === undefined) return false;
    const opened = left.tokenType === LeftBrace ? this.#braces.get(left) : undefined;
    if (opened !== undefined && token.tokenType === RightBrace) return false;
    if (opened !== undefined) return opened.role !== "set";
    if (token.tokenType === RightBrace) return brace?.role !== "set";
    return spaceBetween(this.#earlier, left, token, this.#context);
  }

  /** Where a line starts that the token opens. */
  #lineIndent(item: Item): number {
    const level = this.#levels[this.#levels.length - 1];
    const starts =
      item.startsStatement ||
      this.#left === undefined ||
      (this.#left.tokenType === LeftBrace && this.#bodyOf(this.#left));
    if (level === undefined) return starts ? 0 : step;
    return level.body && !starts ? level.inside + step : level.inside;
  }

  #insideIndent(): number {
    return this.#levels[this.#levels.length - 1]?.inside ?? 0;
  }
}
