import { instance } from "@viz-js/viz";

/** What Graphviz read: `dot_json`. */
export interface Read {
  readonly objects: readonly {
    readonly name: string;
    readonly label: string;
    readonly _gvid: number;
    readonly nodes?: readonly number[];
    readonly subgraphs?: readonly number[];
    readonly shape?: string;
    readonly style?: string;
    readonly fillcolor?: string;
  }[];
  readonly edges: readonly {
    readonly tail: number;
    readonly head: number;
    readonly label: string;
    readonly style?: string;
    readonly penwidth?: string;
  }[];
  readonly label: string;
  readonly rankdir: string;
}

const graphviz = await instance();

/** Reads DOT with Graphviz itself; throws what it says of a text that it cannot read. */
export function readDot(text: string): Read {
  // The structure is the same under every layout; osage is the one that is quick.
  const { status, output, errors } = graphviz.render(text, { format: "dot_json", engine: "osage" });
  const faults = errors.filter(({ message }) => !message.includes("non-ASCII character"));
  if (status !== "success" || faults.length > 0) throw new Error(JSON.stringify(errors));
  return JSON.parse(output);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };

/** The texts that a drawn picture shows, in the order of the SVG; of blanks in a row Graphviz draws no-break spaces. */
export function drawnTexts(text: string): readonly string[] {
  const svg = graphviz.renderString(text, { format: "svg" });
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, shown = ""]) => shown);
  return texts.map((each) =>
    each.replace(/&(#?)(\w+);/g, (_, sign, name) => character(sign, name)).replaceAll("\u00a0", " "),
  );
}

function character(sign: string, name: string): string {
  if (sign === "") return entities[name] ?? "";
  return String.fromCodePoint(Number(name.replace(/^x/, "0x")));
}
