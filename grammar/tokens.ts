import { createToken, Lexer, type TokenType } from "chevrotain";

/*
 * The one table of tokens. Order is priority: keywords before names (longest first), two-character operators before
 * their first character, the catch-all last. Ranges are explicit: `\p{L}` makes Chevrotain's first-character table
 * mis-lex without a word.
 */

const letters =
  "A-Za-z_\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f" + // Latin, without × and ÷
  "\\u0370-\\u0373\\u0376\\u0377\\u037b-\\u037d\\u037f\\u0386\\u0388-\\u03f5\\u03f7-\\u03ff" + // Greek
  "\\u3005\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff" + // kana
  "\\u3105-\\u312f\\u3131-\\u318e\\u31f0-\\u31ff" + // bopomofo, hangul jamo
  "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff"; // Han with extension A, hangul

const name = `[${letters}][${letters}0-9]*`;

/** What the highlighter reads; `undefined` for tokens that are no part of a correct text. */
export type TokenScope = "keyword" | "constant" | "operator" | "punctuation" | "number" | "string" | "comment" | "name";

export interface TokenEntry {
  readonly type: TokenType;
  readonly scope: TokenScope | undefined;
}

const table: TokenEntry[] = [];

function token(scope: TokenScope | undefined, config: Parameters<typeof createToken>[0]): TokenType {
  const type = createToken(config);
  table.push({ type, scope });
  return type;
}

function symbolToken(scope: TokenScope, name: string, pattern: string | RegExp, text: string, category?: TokenType) {
  return token(scope, {
    name,
    pattern,
    label: `\`${text}\``,
    ...(category === undefined ? {} : { categories: category }),
  });
}

/** What joins two operands; `precedence.ts` ranks them. */
export const BinaryOperator = createToken({ name: "BinaryOperator", pattern: Lexer.NA, label: "an operator" });
export const ComparisonOperator = createToken({
  name: "ComparisonOperator",
  pattern: Lexer.NA,
  label: "a comparison",
  categories: BinaryOperator,
});

export const Space = token(undefined, { name: "Space", pattern: /[ \t]+/, group: Lexer.SKIPPED });
export const Comment = token("comment", { name: "Comment", pattern: /#[^\n\r]*/, group: "comments" });
export const NewLine = token(undefined, {
  name: "NewLine",
  pattern: /\r\n|\n|\r/,
  label: "end of line",
  line_breaks: true,
});

export const Identifier = createToken({ name: "Identifier", pattern: new RegExp(name), label: "a name" });

/** A word of the language; where a name is certain `keywords.ts` turns it into an `Identifier`. */
function keyword(word: string, scope: "keyword" | "constant" = "keyword", categories: TokenType[] = []): TokenType {
  const typeName = `${word.charAt(0).toUpperCase()}${word.slice(1)}Word`;
  return token(scope, { name: typeName, pattern: word, label: `\`${word}\``, longer_alt: Identifier, categories });
}

export const MinimizeWord = keyword("minimize");
export const MaximizeWord = keyword("maximize");
export const ErratumWord = keyword("erratum");
export const ImportWord = keyword("import");
export const RepeatWord = keyword("repeat");
export const ForallWord = keyword("forall");
export const ChooseWord = keyword("choose");
export const WithinWord = keyword("within", "keyword", [BinaryOperator]);
export const SourceWord = keyword("source");
export const ReasonWord = keyword("reason");
export const BlockWord = keyword("block");
export const TableWord = keyword("table");
export const ParamWord = keyword("param");
export const InputWord = keyword("input");
export const ClaimWord = keyword("claim");
export const SpaceWord = keyword("space");
export const WhereWord = keyword("where");
export const FalseWord = keyword("false", "constant");
export const FromWord = keyword("from");
export const ElseWord = keyword("else");
export const TrueWord = keyword("true", "constant");
export const VaryWord = keyword("vary");
export const StepWord = keyword("step");
export const InfWord = keyword("inf", "constant");
export const NetWord = keyword("net");
export const LetWord = keyword("let");
export const TapWord = keyword("tap");
export const TagWord = keyword("tag");
export const ForWord = keyword("for");
export const NotWord = keyword("not");
export const AndWord = keyword("and", "keyword", [BinaryOperator]);
export const FnWord = keyword("fn");
export const InWord = keyword("in");
export const AsWord = keyword("as");
export const IfWord = keyword("if");
export const OrWord = keyword("or", "keyword", [BinaryOperator]);
table.push({ type: Identifier, scope: "name" });

/** `input` that opens the sentence `input: shape`; the lexer never makes it, `keywords.ts` does. */
export const InputLabel = createToken({ name: "InputLabel", pattern: Lexer.NA, label: "`input`" });

/** Digits with all that is glued to them, so that a wrong suffix is one token and one message. */
export const NumberToken = token("number", {
  name: "Number",
  pattern: new RegExp(`[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?:%|${name})?`),
  label: "a number",
});
/** Closed or not, with right or wrong escapes: `lexer.ts` checks it. */
export const StringToken = token("string", {
  name: "String",
  pattern: /"[^"\\\n\r]*(?:\\[^\n\r][^"\\\n\r]*)*(?:"|\\)?/,
  label: "a text in double quotes",
  line_breaks: false,
});

/* Mistakes: what other languages write. `lexer.ts` reports each and puts the right token in its place. */
export const SlashComment = token(undefined, { name: "SlashComment", pattern: /\/\/[^\n\r]*/, label: "`//`" });
export const BlockComment = token(undefined, {
  name: "BlockComment",
  pattern: /\/\*[^*]*(?:\*+[^/*][^*]*)*(?:\*+\/)?/,
  label: "`/*`",
  line_breaks: true,
});
export const DoubleAmpersand = token(undefined, { name: "DoubleAmpersand", pattern: "&&", label: "`&&`" });
export const DoubleBar = token(undefined, { name: "DoubleBar", pattern: "||", label: "`||`" });
export const DoubleStar = token(undefined, { name: "DoubleStar", pattern: "**", label: "`**`" });
export const TripleEqual = token(undefined, { name: "TripleEqual", pattern: "===", label: "`===`" });
export const LessGreater = token(undefined, { name: "LessGreater", pattern: "<>", label: "`<>`" });
export const FatArrow = token(undefined, { name: "FatArrow", pattern: "=>", label: "`=>`" });

export const Arrow = symbolToken("operator", "Arrow", /->|→/, "->", BinaryOperator);
export const Equal = symbolToken("operator", "Equal", "==", "==", ComparisonOperator);
export const AsPrinted = symbolToken("operator", "AsPrinted", /~=|≈/, "~=", ComparisonOperator);
export const NotEqual = symbolToken("operator", "NotEqual", /!=|≠/, "!=", ComparisonOperator);
export const LessEqual = symbolToken("operator", "LessEqual", /<=|≤/, "<=", ComparisonOperator);
export const GreaterEqual = symbolToken("operator", "GreaterEqual", />=|≥/, ">=", ComparisonOperator);
export const Less = symbolToken("operator", "Less", "<", "<", ComparisonOperator);
export const Greater = symbolToken("operator", "Greater", ">", ">", ComparisonOperator);
export const Plus = symbolToken("operator", "Plus", "+", "+", BinaryOperator);
export const Minus = symbolToken("operator", "Minus", "-", "-", BinaryOperator);
export const Times = symbolToken("operator", "Times", /[*·×]/, "*", BinaryOperator);
export const Divide = symbolToken("operator", "Divide", "/", "/", BinaryOperator);
export const Power = symbolToken("operator", "Power", "^", "^");
export const Assign = symbolToken("operator", "Assign", "=", "=");
export const Range = symbolToken("operator", "Range", "..", "..");
export const Dot = symbolToken("punctuation", "Dot", ".", ".");
export const Comma = symbolToken("punctuation", "Comma", ",", ",");
export const Colon = symbolToken("punctuation", "Colon", ":", ":");
export const Bar = symbolToken("punctuation", "Bar", "|", "|");
/** The written separator; the same to the parser as a line end. */
export const Semicolon = token("punctuation", { name: "Semicolon", pattern: ";", label: "`;`", categories: NewLine });
export const LeftParen = symbolToken("punctuation", "LeftParen", "(", "(");
export const RightParen = symbolToken("punctuation", "RightParen", ")", ")");
export const LeftBracket = symbolToken("punctuation", "LeftBracket", "[", "[");
export const RightBracket = symbolToken("punctuation", "RightBracket", "]", "]");
export const LeftBrace = symbolToken("punctuation", "LeftBrace", "{", "{");
export const RightBrace = symbolToken("punctuation", "RightBrace", "}", "}");

export const SingleQuoted = token(undefined, { name: "SingleQuoted", pattern: /'[^'\n\r]*'?/, label: "`'`" });
export const Bang = token(undefined, { name: "Bang", pattern: "!", label: "`!`" });
/** A run of one character, whichever it is; a text, since the linter wants no control characters in a literal. */
const anyRun = "([\\u0000-\\uffff])\\1*";

/** One UTF-16 unit that starts nothing else, repeated. With it lexing never fails, so hostile text costs one step per unit. */
export const Unknown = token(undefined, {
  name: "Unknown",
  pattern: new RegExp(anyRun),
  label: "an unknown character",
  line_breaks: false,
});

/** Every token the lexer can make, in order of priority. */
export const tokenTable: readonly TokenEntry[] = table;

/** What the parser must know besides: the categories, and the token made after lexing. */
export const derivedTokens: readonly TokenType[] = [BinaryOperator, ComparisonOperator, InputLabel];

const keywordTypes: ReadonlySet<TokenType> = new Set(
  table.filter((each) => each.scope === "keyword" || each.scope === "constant").map((each) => each.type),
);

/** Whether the token is a word of the language and not a free name. */
export function isKeyword(type: TokenType): boolean {
  return keywordTypes.has(type);
}

/** The words of the language. */
export const keywordWords: ReadonlySet<string> = new Set([...keywordTypes].map((type) => String(type.PATTERN)));

/** The characters that may start a name, as the inside of a regular-expression class. */
export const nameLetters = letters;
