import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { compareRational, multiplyRational, type Rational, rational } from "../core/rational.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { parseQuantity, prefixOf, readQuantity } from "../core/units.ts";
import type { Entry } from "./entry.ts";
import { type Field, type FieldType, longestSource, namePattern } from "./field-table.ts";
import { type Origin, quantityKinds } from "./profile.ts";
import { type Tree, treeWords } from "./read-yaml.ts";

export type QuantityType = Extract<FieldType, { kind: "quantity" }>;

/** A text of its own in a profile: not empty, bounded, and without characters that a terminal would obey. */
export function checkText(tree: Tree, field: string, longest: number, diagnostics: Diagnostic[]): string | undefined {
  const value = tree.kind === "scalar" ? tree.value : undefined;
  if (typeof value !== "string") {
    const found = treeWords(tree);
    diagnostics.push(diagnostic("hardware/type", { field, wanted: "a text", found }, tree.span));
    return undefined;
  }
  const text = value.trim();
  const problem = textProblem(text, longest);
  if (problem === undefined) return text;
  diagnostics.push(diagnostic("hardware/text", { field, problem }, tree.span));
  return undefined;
}

function textProblem(text: string, longest: number): string | undefined {
  if (text === "") return "is empty";
  const length = [...text].length;
  if (length > longest) return `has ${length} characters, the limit is ${longest}`;
  return /\p{C}/u.test(text) ? "contains a control character" : undefined;
}

/** Whether a text is the name of a profile or a cluster; reported when it is not. */
export function checkName(text: string, field: string, span: Span, diagnostics: Diagnostic[]): boolean {
  if (namePattern.test(text)) return true;
  diagnostics.push(
    diagnostic("hardware/text", { field, problem: "is no name: small letters, digits, `-` and `.`" }, span),
  );
  return false;
}

/** `{ value: "2.0 GHz", source: "...", kind: datasheet }`, the value as the field's type says. */
export function checkSourced(field: Field, path: string, tree: Tree, diagnostics: Diagnostic[]): Entry | undefined {
  const example = exampleOf(field.type);
  if (tree.kind !== "map") {
    diagnostics.push(
      diagnostic("hardware/type", { field: path, wanted: `a mapping ${example}`, found: treeWords(tree) }, tree.span),
    );
    return undefined;
  }
  const known = ["value", "source", "kind"];
  for (const [name, { key }] of tree.items) {
    if (known.includes(name)) continue;
    const nearest = nearestNames(name, known);
    diagnostics.push(diagnostic("hardware/unknown-field", { field: name, nearest, known: known.join(", ") }, key));
  }
  const part = (name: string): Tree | undefined => {
    const found = tree.items.get(name)?.value;
    if (found === undefined) {
      const wanted = `as in ${example}`;
      diagnostics.push(diagnostic("hardware/missing-field", { field: `${path}.${name}`, wanted }, tree.span));
    }
    return found;
  };
  const value = part("value");
  const origin = checkOrigin(path, part("source"), part("kind"), diagnostics);
  const read = value === undefined ? undefined : checkValue(field.type, path, value, diagnostics);
  if (read === undefined || origin === undefined) return undefined;
  return typeof read === "string"
    ? { kind: "word", word: read, origin, span: tree.span, place: value?.span ?? tree.span }
    : { kind: "quantity", quantity: { ...read, ...origin }, span: tree.span };
}

function checkOrigin(
  path: string,
  source: Tree | undefined,
  kind: Tree | undefined,
  diagnostics: Diagnostic[],
): Origin | undefined {
  const text = source === undefined ? undefined : checkText(source, `${path}.source`, longestSource, diagnostics);
  const word = kind === undefined ? undefined : checkWord(`${path}.kind`, kind, quantityKinds, diagnostics);
  return text === undefined || word === undefined ? undefined : { source: text, kind: word };
}

function checkWord<T extends string>(
  path: string,
  tree: Tree,
  words: readonly T[],
  diagnostics: Diagnostic[],
): T | undefined {
  const found = tree.kind === "scalar" ? String(tree.value) : treeWords(tree);
  const word = words.find((each) => each === found);
  if (word !== undefined) return word;
  const nearest = nearestNames(found, words);
  diagnostics.push(diagnostic("hardware/word", { field: path, found, nearest, known: words.join(", ") }, tree.span));
  return undefined;
}

function checkValue(type: FieldType, path: string, tree: Tree, diagnostics: Diagnostic[]) {
  if (type.kind === "word") return checkWord(`${path}.value`, tree, type.words, diagnostics);
  if (type.kind === "notation") return checkNotation(type, path, tree, diagnostics);
  if (type.kind !== "quantity") return undefined;
  const value = tree.kind === "scalar" ? tree.value : undefined;
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (!isNumber && typeof value !== "string") {
    const wanted = `a text such as "${type.usual[1]}"`;
    diagnostics.push(
      diagnostic("hardware/type", { field: `${path}.value`, wanted, found: treeWords(tree) }, tree.span),
    );
    return undefined;
  }
  const text = String(value).trim();
  const exact = checkQuantity(type, path, text, tree.span, diagnostics);
  return exact === undefined ? undefined : { value: exact, text, unit: type.unit };
}

function checkNotation(
  { pattern, example, limits }: Extract<FieldType, { kind: "notation" }>,
  path: string,
  tree: Tree,
  diagnostics: Diagnostic[],
): string | undefined {
  const text = checkText(tree, `${path}.value`, longestNotation, diagnostics);
  if (text === undefined || new RegExp(pattern).test(text)) return text;
  diagnostics.push(diagnostic("hardware/notation", { field: path, found: text, example, limits }, tree.span));
  return undefined;
}

/** The value of a quantity in the unit of its field, or undefined after saying what is wrong with it. */
export function checkQuantity(
  type: QuantityType,
  path: string,
  text: string,
  span: Span,
  diagnostics: Diagnostic[],
): Rational | undefined {
  const { unit } = type;
  const reading = readQuantity(text, unit);
  if (reading.kind === "no-number") {
    diagnostics.push(diagnostic("hardware/quantity", { field: path, found: text, example: type.usual[1] }, span));
    return undefined;
  }
  if (reading.kind !== "value") {
    const usualUnit = type.usual[1].split(" ")[1] ?? unit;
    const { digits } = reading;
    const isBare = reading.kind === "no-unit";
    const write = isBare ? usualUnit : `${prefixOf(reading.found, unit)}${unit}`;
    const facts = { field: path, unit, found: isBare ? undefined : text, write: `${digits} ${write}` };
    diagnostics.push(diagnostic("hardware/unit", facts, span));
    return undefined;
  }
  const { value } = reading;
  if (value.num === 0n || (type.whole === true && value.den !== 1n)) {
    diagnostics.push(diagnostic("hardware/quantity", { field: path, found: text, example: type.usual[1] }, span));
    return undefined;
  }
  return checkRange(type, path, text, value, span, diagnostics) ? value : undefined;
}

/** Longest value with a form of its own, in characters. */
const longestNotation = 400;

/** How far outside the usual range a value may lie before it is refused. */
const tolerance = rational(1000n);

/** Warns about what is unusual; false for what no hardware of this age has. Both ends of the usual range are inside. */
function checkRange(
  type: QuantityType,
  path: string,
  text: string,
  value: Rational,
  span: Span,
  diagnostics: Diagnostic[],
): boolean {
  const [low, high] = type.usual.map((each) => parseQuantity(each, type.unit));
  if (low === undefined || high === undefined) return true;
  if (compareRational(value, low) >= 0 && compareRational(value, high) <= 0) return true;
  const isAbsurd =
    compareRational(multiplyRational(value, tolerance), low) < 0 ||
    compareRational(value, multiplyRational(high, tolerance)) > 0;
  const facts = { field: path, found: text, low: type.usual[0], high: type.usual[1] };
  diagnostics.push(diagnostic(isAbsurd ? "hardware/absurd" : "hardware/unusual", facts, span));
  return !isAbsurd;
}

/** A value of a field as it is written. */
export function exampleOf(type: FieldType): string {
  const value = type.kind === "word" ? type.words[0] : `"${exampleText(type)}"`;
  return `{ value: ${value}, source: "...", kind: measured }`;
}

function exampleText(type: FieldType): string {
  if (type.kind === "quantity") return type.usual[1];
  return type.kind === "notation" ? type.example : "...";
}
