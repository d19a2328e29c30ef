import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source, Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { parseQuantity, type Unit } from "../core/units.ts";
import { type Quantity, quantityKinds } from "./profile.ts";

/** Reads the fields of one YAML mapping, reporting what is missing, unknown or of the wrong form at its place in the text. */
export class Fields {
  readonly source: Source;
  readonly diagnostics: Diagnostic[];
  private readonly map: YAMLMap;

  constructor(source: Source, map: YAMLMap, diagnostics: Diagnostic[], known: readonly string[]) {
    this.source = source;
    this.map = map;
    this.diagnostics = diagnostics;
    for (const { key } of map.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (known.includes(name)) continue;
      const span = this.spanOf(isScalar(key) ? key : undefined);
      diagnostics.push(
        diagnostic(
          "hardware/unknown-field",
          { field: name, nearest: nearestNames(name, known), known: known.join(", ") },
          span,
        ),
      );
    }
  }

  text(field: string): string {
    const node = this.node(field);
    if (isScalar(node) && typeof node.value === "string") return node.value;
    this.missing(field, "a text", node);
    return "";
  }

  count(field: string): number {
    const node = this.node(field);
    if (isScalar(node) && Number.isInteger(node.value) && Number(node.value) > 0) return Number(node.value);
    this.missing(field, "a positive whole number", node);
    return 1;
  }

  /** `{ value: "2.0 GHz", source: "...", kind: datasheet }`. */
  quantity(field: string, unit: Unit): Quantity | undefined {
    const node = this.node(field);
    const inner = isMap(node)
      ? new Fields(this.source, node, this.diagnostics, ["value", "source", "kind"])
      : undefined;
    if (inner === undefined) {
      this.missing(field, `a quantity in ${unit} with its source`, node);
      return undefined;
    }
    const text = inner.text("value");
    const source = inner.text("source");
    const kind = quantityKinds.find((each) => each === inner.text("kind"));
    const value = parseQuantity(text, unit);
    if (kind === undefined) inner.missing("kind", `one of ${quantityKinds.join(", ")}`, inner.node("kind"));
    if (value === undefined || value.num <= 0n) {
      this.diagnostics.push(
        diagnostic("hardware/quantity", { field, unit, found: `"${text}"` }, inner.spanOf(inner.node("value"))),
      );
      return undefined;
    }
    return kind === undefined || source === "" ? undefined : { value, text, source, kind };
  }

  fields(field: string, known: readonly string[]): Fields | undefined {
    const node = this.node(field);
    if (isMap(node)) return new Fields(this.source, node, this.diagnostics, known);
    this.missing(field, "a mapping", node);
    return undefined;
  }

  list(field: string, known: readonly string[]): readonly Fields[] {
    const node = this.node(field);
    if (!isSeq(node)) {
      this.missing(field, "a list", node);
      return [];
    }
    return node.items.flatMap((each) => (isMap(each) ? [new Fields(this.source, each, this.diagnostics, known)] : []));
  }

  names(): readonly string[] {
    return this.map.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  }

  /** The span of a field's value, for faults that lie in what it means. */
  span(field: string): Span | undefined {
    return this.spanOf(this.node(field));
  }

  private node(field: string): Node | undefined {
    const node = this.map.get(field, true);
    return node === undefined ? undefined : (node as Node);
  }

  private missing(field: string, wanted: string, node: Node | undefined): void {
    this.diagnostics.push(diagnostic("hardware/missing-field", { field, wanted }, this.spanOf(node ?? this.map)));
  }

  private spanOf(node: Node | undefined): Span | undefined {
    const range = node?.range;
    return range ? { source: this.source, start: range[0], end: range[1] } : undefined;
  }
}

/** The top mapping of a YAML text; undefined after reporting why there is none. Aliases are refused. */
export function readYaml(source: Source, known: readonly string[], diagnostics: Diagnostic[]): Fields | undefined {
  const document = parseDocument(source.text, { lineCounter: new LineCounter(), uniqueKeys: true });
  for (const error of document.errors) {
    const span = { source, start: error.pos[0], end: error.pos[1] };
    diagnostics.push(diagnostic("hardware/yaml", { detail: error.message.split("\n")[0] ?? "" }, span));
  }
  if (document.errors.length > 0) return undefined;
  if (!isMap(document.contents) || /(^|\s)[*&]\w/m.test(source.text)) {
    diagnostics.push(
      diagnostic("hardware/yaml", { detail: "a mapping without aliases is wanted" }, { source, start: 0, end: 1 }),
    );
    return undefined;
  }
  return new Fields(source, document.contents, diagnostics, known);
}
