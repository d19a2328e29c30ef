import { message } from "./message.ts";

/** What `ridge graph` says of pictures. */
export const graphMessages = {
  "graph/collapsed": message({
    severity: "warning",
    text: (a: { layers: number; option: string; nodes: number }) =>
      `${a.layers} layers are many for one picture: drawn with \`${a.option}\`, as ${a.nodes} nodes`,
    hint: () => "--by layer draws every layer",
    explanation:
      "A picture of more than 200 layers is drawn by block, by stage or at depth 1 unless `--by` or `--depth` says otherwise.",
  }),
  "graph/mermaid-limit": message({
    severity: "warning",
    text: (a: { what: string; found: number; limit: number; setting: string; isCoarsest: boolean }) =>
      `the picture has ${a.found} ${a.what}, and Mermaid draws at most ${a.limit} unless its \`${a.setting}\` is raised`,
    hint: (a) => (a.isCoarsest ? "-f dot" : "--by stage"),
    explanation: "Mermaid shows an error instead of a picture that passes its limits; DOT has none.",
  }),
  "graph/not-shaded": message({
    text: (a: { what: string; symbols: readonly string[] }) =>
      `the ${a.what} cannot be shaded while ${a.symbols.map((each) => `\`${each}\``).join(" and ")} ` +
      `${a.symbols.length === 1 ? "is" : "are"} free`,
    hint: (a) => `give ${a.symbols.join(" and ")} a value, or leave out --cost`,
    explanation: "A node's part of the total depends on the free parameters.",
  }),
} as const;
