import { readdirSync, readFileSync } from "node:fs";
import {
  conventions,
  costReport,
  type Diagnostic,
  diagnosticsToJson,
  type ElaborateRequest,
  elaborateNetwork,
  groupRows,
  hasErrors,
  loadShipped,
  parse,
  type Report,
  renderDiagnostics,
  renderReport,
  type Setting,
  type Source,
  selectRows,
  zooEntries,
  zooRequest,
} from "../../src/index.ts";
import { onePerNet } from "../model/elaborate-text.ts";

/** A shipped network, or a sample of the language, and the parameters that are left open in some runs. */
export interface Start {
  readonly name: string;
  /** Which text the edits are made to. */
  readonly edits: Source;
  request(text: string): Omit<ElaborateRequest, "settings">;
}

const root = new URL("../../", import.meta.url);
const standard: Source = {
  name: "std/mobile.arch",
  text: readFileSync(new URL("grammar/std/mobile.arch", root), "utf8"),
};
const samplesFolder = new URL("test/cases/arch/", root);
const samples = readdirSync(samplesFolder)
  .filter((name) => name.endsWith(".arch"))
  .sort()
  .map((name): Source => ({ name, text: readFileSync(new URL(name, samplesFolder), "utf8") }));

function load(from: string, other?: Source) {
  if (other !== undefined && (from === "std/mobile" || from === other.name))
    return { kind: "module" as const, source: other };
  const sample = samples.find((each) => each.name === from);
  return (
    loadShipped(from) ??
    (sample === undefined
      ? { kind: "fault" as const, detail: "there is no such file", known: [] }
      : { kind: "module" as const, source: sample })
  );
}

/** Every text from which the edits start: the nets of the zoo, the shipped blocks below three of its networks, the samples. */
export const starts: readonly Start[] = [
  ...[...zooEntries().values()]
    .filter(({ name }) => onePerNet.includes(name))
    .map((entry): Start => {
      const request = zooRequest(entry);
      return {
        name: entry.name,
        edits: request.source,
        request: (text) => ({
          ...request,
          source: { ...request.source, text },
          loader: { load: (from) => load(from) },
        }),
      };
    }),
  ...["mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0"].flatMap((name): Start[] => {
    const entry = zooEntries().get(name);
    if (entry === undefined) return [];
    const request = zooRequest(entry);
    return [
      {
        name: `std/mobile below ${name}`,
        edits: standard,
        request: (text) => ({ ...request, loader: { load: (from) => load(from, { ...standard, text }) } }),
      },
    ];
  }),
  ...samples
    .filter(({ text }) => /^net /m.test(text))
    .map(
      (sample): Start => ({
        name: sample.name,
        edits: sample,
        request: (text) => ({
          source: { ...sample, text },
          net: /^net (\w+)/m.exec(sample.text)?.[1],
          loader: { load: (from) => load(from) },
        }),
      }),
    ),
];

export interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly report: Report | undefined;
}

/** From text to the texts of the report and of the diagnostics. Throws what any phase throws. */
export async function runPipeline(start: Start, text: string, settings: readonly Setting[]): Promise<Outcome> {
  const parsed = parse({ name: "edited", text });
  const { value, diagnostics } = elaborateNetwork({ ...start.request(text), settings });
  for (const list of [parsed.diagnostics, diagnostics]) {
    renderDiagnostics(list);
    JSON.stringify(diagnosticsToJson(list));
  }
  if (value === undefined) return { diagnostics, report: undefined };
  const convention = conventions[0];
  if (convention === undefined) throw new Error("there is no convention");
  const { value: report, diagnostics: costs } = costReport(value, { convention, dtype: "int8" });
  renderDiagnostics(costs);
  if (report === undefined) return { diagnostics: costs, report };
  for (const by of ["layer", "block", "stage", "op"] as const) groupRows(report.layers, by);
  selectRows(report.layers, { by: "layer", sort: "intensity", top: 3 });
  for (const format of ["table", "md", "csv", "json"] as const)
    await renderReport(report, { format, by: "layer", sort: "order", width: 100 });
  return { diagnostics, report };
}

/** Whether the outcome keeps its promise: numbers without an error, or an error without numbers. */
export function isHonest({ diagnostics, report }: Outcome): boolean {
  return hasErrors(diagnostics) === (report === undefined);
}
