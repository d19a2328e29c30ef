import type { Source } from "../core/source.ts";
import type { Quantity } from "./profile.ts";
import { readYaml, type Tree } from "./read-yaml.ts";

/** A value of a device's DSP that was found otherwise than its profile says. */
export interface FittedValue extends Pick<Quantity, "text" | "source" | "kind"> {
  /** A field below `dsp`. */
  readonly field: string;
}

/** The text of a device of one's own that is as a shipped one but for what is fitted to it. */
export function extendingDevice(device: { readonly name: string; readonly title: string }): string {
  const title = JSON.stringify(`${[...device.title].slice(0, 80).join("")}, fitted`);
  return `profile: device\nname: ${device.name}-fitted\ntitle: ${title}\nextends: ${device.name}\n`;
}

/**
 * The text of a device, a right one, with values of its DSP in place of its own, or beside them; all else stays as it is written, comments
 * among it.
 */
export function withFitted(source: Source, values: readonly FittedValue[]): string {
  const { text } = source;
  const tree = readYaml(source, []);
  const dsp = itemOf(tree, "dsp");
  const lines = values.map(lineOf);
  if (dsp?.kind !== "map") {
    const end = text === "" || text.endsWith("\n") ? "" : "\n";
    return `${text}${end}dsp:\n${lines.map((each) => `  ${each}\n`).join("")}`;
  }
  const isFlow = text.startsWith("{", dsp.span.start);
  const indent = isFlow ? "" : " ".repeat(columnOf(text, [...dsp.items.values()][0]?.key.start ?? 0));
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  // What is put in at one place stands in the order of the values when it is put in from the last one on.
  for (const [at, { field }] of [...values.entries()].reverse()) {
    const line = lines[at] ?? "";
    const own = dsp.items.get(field)?.value;
    if (own !== undefined)
      edits.push({ start: own.span.start, end: own.span.end, text: endingAs(text, own, line.slice(field.length + 2)) });
    else if (isFlow) edits.push({ start: dsp.span.start + 1, end: dsp.span.start + 1, text: ` ${line},` });
    else edits.push({ start: dsp.span.start, end: dsp.span.start, text: `${line}\n${indent}` });
  }
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((so, { start, end, text: by }) => so.slice(0, start) + by + so.slice(end), text);
}

/** `clock: { value: "1.64 GHz", source: "...", kind: fitted }` */
function lineOf({ field, text, source, kind }: FittedValue): string {
  return `${field}: { value: ${JSON.stringify(text)}, source: ${JSON.stringify(source)}, kind: ${kind} }`;
}

/** A block's text may end with the line; what stands in its place does so, too. */
function endingAs(text: string, { span }: Tree, by: string): string {
  return text.charAt(span.end - 1) === "\n" ? `${by}\n` : by;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function itemOf(tree: Tree | undefined, name: string): Tree | undefined {
  return tree?.kind === "map" ? tree.items.get(name)?.value : undefined;
}
