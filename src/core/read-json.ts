import { type Diagnostic, diagnostic, type PhaseResult } from "./diagnostic.ts";
import { negateRational, parseDecimal, type Rational } from "./rational.ts";
import type { Source, Span } from "./source.ts";

/** A JSON value with its place; numbers are exact. */
export type JsonNode = { readonly span: Span } & (
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
);

/** Values inside values. */
const deepest = 100;

/**
 * Reads a JSON text (RFC 8259) with the place of every value, and with numbers as exact rationals, which a double would round beyond 2^53.
 * Of a key that comes twice the last one counts.
 *
 * Errors: json/syntax, one, at the first place that is wrong; also for more than 100 values inside each other.
 *
 * @example readJson({ name: "a.json", text: "[12345678901234567890]" }).value.items[0].value.num  // 12345678901234567890
 */
export function readJson(source: Source): PhaseResult<JsonNode> {
  try {
    return { value: new JsonReader(source).document(), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}

class JsonFault extends Error {
  readonly diagnostic: Diagnostic;

  constructor(wanted: string, found: string, span: Span) {
    super(wanted);
    this.diagnostic = diagnostic("json/syntax", { wanted, found }, span);
  }
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Longer numbers are no counts. */
const longestNumber = 400;
const word = /[\p{L}\p{N}_]+|[\s\S]/uy;
const words: Readonly<
  Record<string, { readonly kind: "boolean"; readonly value: boolean } | { readonly kind: "null" }>
> = {
  true: { kind: "boolean", value: true },
  false: { kind: "boolean", value: false },
  null: { kind: "null" },
};

class JsonReader {
  private readonly source: Source;
  private at = 0;
  private depth = 0;

  constructor(source: Source) {
    this.source = source;
  }

  document(): JsonNode {
    const value = this.value();
    this.skipBlanks();
    if (this.at < this.source.text.length) throw this.fault("the end of the file");
    return value;
  }

  private value(): JsonNode {
    this.skipBlanks();
    const start = this.at;
    switch (this.source.text[start]) {
      case "{":
        return this.nested(() => ({ kind: "object", members: this.members(), span: this.since(start) }));
      case "[":
        return this.nested(() => ({ kind: "array", items: this.items(), span: this.since(start) }));
      case '"':
        return { kind: "string", text: this.string("a value"), span: this.since(start) };
    }
    const digits = this.match(number);
    if (digits !== undefined) return { kind: "number", value: this.exact(digits, start), span: this.since(start) };
    const literal = words[this.wordHere()];
    if (literal === undefined) throw this.fault("a value");
    this.at += this.wordHere().length;
    return { ...literal, span: this.since(start) };
  }

  private nested(read: () => JsonNode): JsonNode {
    if (this.depth >= deepest) throw this.fault(`at most ${deepest} values inside each other`);
    this.depth += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private members(): ReadonlyMap<string, JsonNode> {
    const members = new Map<string, JsonNode>();
    this.list("}", () => {
      const key = this.string("a key in quotes");
      this.expect(":");
      members.set(key, this.value());
    });
    return members;
  }

  private items(): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.list("]", () => {
      items.push(this.value());
    });
    return items;
  }

  /** What stands between brackets, with commas between. */
  private list(close: string, read: () => void): void {
    this.at += 1;
    this.skipBlanks();
    if (this.takes(close)) return;
    do {
      this.skipBlanks();
      read();
      this.skipBlanks();
    } while (this.takes(","));
    if (!this.takes(close)) throw this.fault(`\`,\` or \`${close}\``);
  }

  /** Finds the closing quote by itself, since a pattern for long strings runs out of stack. */
  private string(wanted: string): string {
    const { text } = this.source;
    let end = this.at + 1;
    while (end < text.length && text[end] !== '"' && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
    const whole = text[this.at] === '"' && text[end] === '"' ? parsedString(text.slice(this.at, end + 1)) : undefined;
    if (whole === undefined) throw this.fault(wanted);
    this.at = end + 1;
    return whole;
  }

  private exact(digits: string, start: number): Rational {
    const size = digits.length > longestNumber ? undefined : parseDecimal(digits.replace(/^-/, ""));
    if (size === undefined) {
      const wanted = `a number of at most ${longestNumber} characters, with an exponent up to 1000`;
      throw new JsonFault(wanted, `\`${digits.slice(0, 40)}\``, this.since(start));
    }
    return digits.startsWith("-") ? negateRational(size) : size;
  }

  private expect(sign: string): void {
    this.skipBlanks();
    if (!this.takes(sign)) throw this.fault(`\`${sign}\``);
  }

  private takes(sign: string): boolean {
    if (this.source.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private skipBlanks(): void {
    this.match(blank);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.source.text) ?? [];
    this.at += found?.length ?? 0;
    return found;
  }

  private wordHere(): string {
    word.lastIndex = this.at;
    return word.exec(this.source.text)?.[0] ?? "";
  }

  private since(start: number): Span {
    return { source: this.source, start, end: this.at };
  }

  private fault(wanted: string): JsonFault {
    const found = this.wordHere();
    const span = { source: this.source, start: this.at, end: this.at + found.length };
    return new JsonFault(wanted, foundText(found), span);
  }
}

/** The text of a string in quotes; undefined for wrong escapes and bare control characters. */
function parsedString(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

/** What stands where something else was expected; a quote that stands there opens a string that is not right. */
function foundText(found: string): string {
  if (found === "") return "the end of the file";
  return found === '"' ? "a string with a mistake in it" : `\`${found.slice(0, 40)}\``;
}
