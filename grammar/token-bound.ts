import { type Diagnostic, diagnostic, type Source } from "../src/core/index.ts";
import { sourceLimit, tokenLimit } from "./limits.ts";
import { nameLetters } from "./tokens.ts";

/** The error of a text that is too long to be split into tokens; undefined when it is not. */
export function boundPassed(source: Source): Diagnostic | undefined {
  const { text } = source;
  if (text.length > sourceLimit) {
    return diagnostic("syntax/too-large", { length: text.length, limit: sourceLimit }, { source, start: 0, end: 0 });
  }
  return text.length > tokenLimit && fewestTokens(text) > tokenLimit ? tooManyTokens(source) : undefined;
}

/** The error of a text with more tokens than are read. */
export function tooManyTokens(source: Source): Diagnostic {
  return diagnostic("syntax/too-many-tokens", { limit: tokenLimit }, { source, start: 0, end: 0 });
}

/** A lower bound of the number of tokens at a few nanoseconds per character, so that a hostile text is never lexed. */
function fewestTokens(text: string): number {
  const visible = text.replace(/\/\*[\s\S]*?(?:\*\/|$)|(?:#|\/\/)[^\n\r]*|"[^"\n\r]*"?|'[^'\n\r]*'?/g, (hidden) =>
    hidden.startsWith("#") || hidden.startsWith("/") ? " " : '"',
  );
  const words = wordUnits();
  let count = 0;
  for (let index = 0; index < visible.length && count <= tokenLimit; ) {
    const code = visible.charCodeAt(index++);
    if (words[code] === 1) while (words[visible.charCodeAt(index)] === 1) index++;
    else if (isOperatorUnit(code))
      for (let more = 0; more < 2 && isOperatorUnit(visible.charCodeAt(index)); more++) index++;
    if (code !== 0x20 && code !== 0x09) count++;
  }
  return count;
}

let sharedWordUnits: Uint8Array | undefined;

/** 1 for each UTF-16 unit that may stand inside a name or number. */
function wordUnits(): Uint8Array {
  if (sharedWordUnits === undefined) {
    const pattern = new RegExp(`[${nameLetters}0-9]`);
    sharedWordUnits = Uint8Array.from({ length: 0x10000 }, (_, code) =>
      pattern.test(String.fromCharCode(code)) ? 1 : 0,
    );
  }
  return sharedWordUnits;
}

/** Characters of which up to three may make one token: `===`, `->`, `\r\n`. */
function isOperatorUnit(code: number): boolean {
  return code === 0x0d || code === 0x0a || (code < 0x80 && "-=<>~!&|*.".includes(String.fromCharCode(code)));
}
