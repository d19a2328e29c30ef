import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { isIntegerRational, type Rational } from "../../core/rational.ts";
import type { JsonNode } from "../../core/read-json.ts";
import { constant, type Expr } from "../../symbolic/index.ts";

/** Reads fields of a JSON object; what is missing or of another kind is reported with its path and its place. */
export class Fields {
  readonly faults: Diagnostic[];
  private readonly node: JsonNode;
  private readonly path: string;

  constructor(node: JsonNode, path = "", faults: Diagnostic[] = []) {
    this.node = node;
    this.path = path;
    this.faults = faults;
  }

  /** The object under a name; after a fault an empty one whose fields are not told of any more. */
  object(name: string): Fields {
    return this.child(name, this.found(name));
  }

  /** The objects of the list under a name. */
  objects(name: string): readonly Fields[] {
    const found = this.found(name);
    if (found?.kind === "array") return found.items.map((each, at) => this.child(`${name}.${at}`, each));
    this.fault(name, "a list of objects", found);
    return [];
  }

  /** A text of one line that can be printed as it is. */
  text(name: string): string {
    const found = this.found(name);
    if (found?.kind === "string" && isPrintable(found.text)) return found.text;
    this.fault(name, `a text of one line, at most ${longestText} characters`, found);
    return "";
  }

  /** One of a few words; undefined after a fault. */
  word<T extends string>(name: string, known: readonly T[]): T | undefined {
    const found = this.found(name);
    const word = found?.kind === "string" ? known.find((each) => each === found.text) : undefined;
    if (word === undefined) this.fault(name, `one of ${known.join(", ")}`, found);
    return word;
  }

  /** A whole number, 0 or more. */
  count(name: string): Expr {
    const found = this.found(name);
    if (found?.kind === "number" && isCount(found.value)) return constant(found.value);
    this.fault(name, "a whole number", found);
    return constant(0n);
  }

  /** A list of whole numbers. */
  counts(name: string): readonly Expr[] {
    return this.numbers(name, this.found(name));
  }

  /** A list of lists of whole numbers. */
  countLists(name: string): readonly (readonly Expr[])[] {
    const found = this.found(name);
    if (found?.kind === "array") return found.items.map((each, at) => this.numbers(`${name}.${at}`, each));
    this.fault(name, "a list of shapes", found);
    return [];
  }

  has(name: string): boolean {
    const found = this.found(name);
    return found !== undefined && found.kind !== "null";
  }

  /** The names and values of the object. */
  entries(): readonly (readonly [name: string, value: JsonNode])[] {
    return this.node.kind === "object" ? [...this.node.members] : [];
  }

  /** Reports a field that is not what it must be. */
  fault(name: string, wanted: string, found: JsonNode | undefined = this.found(name)): void {
    if (this.faults.length >= mostFaults) return;
    const args = { field: this.path + name, wanted, found: foundText(found) };
    const { span } = this.node;
    const opening = { ...span, end: span.start + 1 };
    this.faults.push(diagnostic("baseline/field", args, found?.span ?? opening));
  }

  private found(name: string): JsonNode | undefined {
    return this.node.kind === "object" ? this.node.members.get(name) : undefined;
  }

  private child(name: string, found: JsonNode | undefined): Fields {
    if (found?.kind === "object") return new Fields(found, `${this.path}${name}.`, this.faults);
    this.fault(name, "an object", found);
    return new Fields({ kind: "null", span: this.node.span }, "", []);
  }

  private numbers(name: string, found: JsonNode | undefined): readonly Expr[] {
    const values = found?.kind === "array" ? found.items : [];
    const known = values.flatMap((each) =>
      each.kind === "number" && isCount(each.value) ? [constant(each.value)] : [],
    );
    if (found?.kind === "array" && known.length === values.length) return known;
    this.fault(name, "a list of whole numbers", found);
    return [];
  }
}

/** Longer names are none. */
const longestText = 1000;

/** Whether a text of a file has no line ends and other signs that a terminal acts on, and is not too long. */
export function isPrintable(text: string): boolean {
  return text.length <= longestText && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/** As long as the numbers of the language. */
const largest = 10n ** 40n;

/** Whether a number is whole, not below 0, and of at most 40 digits. */
function isCount(value: Rational): boolean {
  return isIntegerRational(value) && value.num >= 0n && value.num < largest;
}

/** Faults that are told of one file. */
const mostFaults = 5;

function shown(text: string): string {
  return text.slice(0, 60).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}

function foundText(node: JsonNode | undefined): string {
  switch (node?.kind) {
    case undefined:
      return "nothing";
    case "string":
      return `the text \`${shown(node.text)}\``;
    case "number":
      return `\`${node.span.source.text.slice(node.span.start, node.span.end).slice(0, 60)}\``;
    case "boolean":
      return `\`${node.value}\``;
    case "null":
      return "`null`";
    case "array":
      return "a list";
    case "object":
      return "an object";
  }
}
