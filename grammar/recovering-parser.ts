import {
  EmbeddedActionsParser,
  EOF,
  type IToken,
  isRecognitionException,
  NoViableAltException,
  type TokenType,
} from "chevrotain";
import { diagnostic, type Source, type Span } from "../src/core/index.ts";
import { declarationWords } from "./brackets.ts";
import { ErrorList, type Report } from "./error-list.ts";
import { explain } from "./explain.ts";
import { tokenSpan } from "./lexed-token.ts";
import { depthLimit } from "./limits.ts";
import type { Place } from "./situation.ts";
import { derivedTokens, LeftBrace, NewLine, RightBrace, Semicolon, TableWord, tokenTable } from "./tokens.ts";

const vocabulary = [...tokenTable.map((each) => each.type), ...derivedTokens];
const declarationStarts: ReadonlySet<TokenType> = new Set([...declarationWords, TableWord]);
const nowhere: Source = { name: "", text: "" };
let typesByName: ReadonlyMap<string, TokenType> | undefined;

/**
 * The parser's own error recovery: a statement or row that fails is skipped up to the line end or closing brace at its
 * own depth, so that the next one is read as if nothing had happened. Braces are balanced by `brackets.ts` beforehand.
 */
export class RecoveringParser extends EmbeddedActionsParser {
  protected source: Source = nowhere;
  /** Whether a chain passed its bound: then there is no tree. */
  tooDeep = false;
  #report: Report = new ErrorList(nowhere);
  /** The text's tokens; Chevrotain pads its own copy. */
  #tokens: readonly IToken[] = [];

  constructor(skipValidations: boolean) {
    super(vocabulary, {
      maxLookahead: 2,
      recoveryEnabled: false,
      skipValidations,
      // The name alone: `explain.ts` makes the text.
      errorMessageProvider: {
        buildMismatchTokenMessage: (options) => options.expected.name,
        buildNotAllInputParsedMessage: () => "",
        buildNoViableAltMessage: () => "",
        buildEarlyExitMessage: () => "",
      },
    });
  }

  /** Makes the parser ready for one text. */
  begin(source: Source, tokens: readonly IToken[], report: Report): void {
    this.source = source;
    this.#report = report;
    this.tooDeep = false;
    this.#tokens = tokens;
    this.input = [...tokens];
  }

  /** Replaces Chevrotain's own, which derives the look-ahead paths anew for each error. `wanted` is the rule's ERR_MSG. */
  raiseNoAltException(_occurrence: number, wanted: string | undefined): never {
    throw new NoViableAltException(wanted ?? "", this.LA(1), this.LA(0));
  }

  /** As above, for a loop that needs one member at least. */
  raiseEarlyExitException(_occurrence: number, _production: unknown, wanted: string | undefined): never {
    throw new NoViableAltException(wanted ?? "", this.LA(1), this.LA(0));
  }

  /** The text from a rule's first token to the one consumed last. */
  protected spanFrom(first: IToken): Span {
    const last = this.LA(0);
    return { source: this.source, start: first.startOffset, end: last.startOffset + last.image.length };
  }

  /** Runs a rule that should end at a separator, a closing brace or the end; reports and skips what does not fit. */
  protected guarded<T>(place: Place, rule: () => T): T | undefined {
    if (this.RECORDING_PHASE) return rule();
    const first = this.LA(1);
    let value: T | undefined;
    try {
      value = rule();
      if (this.#atEnd()) return value;
      this.#fail(place === "text" ? "end of text" : "end of line", place);
    } catch (error) {
      if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
      this.#fail(typeNamed(error.message) ?? error.message, place);
    }
    this.#skip(first);
    return value;
  }

  /** Runs a rule that should end with the text. */
  protected whole<T>(rule: () => T): T | undefined {
    const value = this.guarded("text", rule);
    if (!this.RECORDING_PHASE && value !== undefined && this.LA(1).tokenType !== EOF) this.#fail("end of text", "text");
    return value;
  }

  /** A rule for each line up to the closing brace or the end; lines are separated by line ends and `;`. Once per rule. */
  protected lines<T>(place: Place, rule: () => T): T[] {
    const list: T[] = [];
    if (this.RECORDING_PHASE) {
      this.MANY_SEP({ SEP: NewLine, DEF: rule });
      return list;
    }
    let broken = false;
    for (let type = this.LA(1).tokenType; type !== RightBrace && type !== EOF; type = this.LA(1).tokenType) {
      // What follows a broken declaration is often its rest: nothing is said until the next one starts.
      if (broken && !declarationStarts.has(type)) this.#skip(this.LA(1));
      else {
        const value = this.guarded(place, rule);
        if (value !== undefined) list.push(value);
        broken = place === "declaration" && value === undefined;
      }
      if (!this.skipSeparator()) break;
    }
    return list;
  }

  /** Whether another line follows a separator. */
  protected skipSeparator(): boolean {
    const type = this.LA(1).tokenType;
    return (type === NewLine || type === Semicolon) && this.SKIP_TOKEN().tokenType !== EOF;
  }

  /** Counts one more link of a chain over which later phases recurse. */
  protected link(depth: number, what: string, first: IToken): number {
    if (depth === depthLimit && !this.RECORDING_PHASE && !this.tooDeep) {
      this.tooDeep = true;
      this.#report.add(diagnostic("syntax/too-deep", { what, limit: depthLimit }, tokenSpan(this.source, first)));
    }
    return depth + 1;
  }

  #atEnd(): boolean {
    const type = this.LA(1).tokenType;
    return type === NewLine || type === Semicolon || type === RightBrace || type === EOF;
  }

  #fail(wanted: TokenType | string, place: Place): void {
    if (this.#report.full) return;
    const index = this.#indexOf(this.LA(1));
    this.#report.add(explain({ source: this.source, tokens: this.#tokens, index, wanted, place }));
  }

  /** Skips to the next separator or closing brace at the depth of `first`, or to the end once nobody counts errors. */
  #skip(first: IToken): void {
    const stop = this.#indexOf(this.LA(1));
    let depth = 0;
    for (let at = this.#indexOf(first); at < stop; at++) depth += braceStep(this.#tokens[at]);
    for (let token = this.LA(1); token.tokenType !== EOF; token = this.SKIP_TOKEN()) {
      const type = token.tokenType;
      const ends = type === NewLine || type === Semicolon || type === RightBrace;
      if (ends && depth === 0 && !this.#report.full) return;
      depth += braceStep(token);
    }
  }

  #indexOf(token: IToken): number {
    if (token.tokenType === EOF) return this.#tokens.length;
    let low = 0;
    let high = this.#tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tokens[middle]?.startOffset ?? 0) < token.startOffset) low = middle + 1;
      else high = middle;
    }
    // Invented tokens are empty and share the offset of their successor.
    while (low < this.#tokens.length && this.#tokens[low] !== token) low++;
    return low;
  }
}

function braceStep(token: IToken | undefined): number {
  if (token?.tokenType === LeftBrace) return 1;
  return token?.tokenType === RightBrace ? -1 : 0;
}

function typeNamed(name: string): TokenType | undefined {
  typesByName ??= new Map(vocabulary.map((each) => [each.name, each]));
  return typesByName.get(name);
}
