import { type Diagnostic, diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { type Fields, readYaml } from "./fields.ts";
import type { Cluster, CoreProfile, DeviceProfile, ProfileLibrary, Quantity } from "./profile.ts";

const dtypes = ["fp32", "fp16", "int8"] as const;

/** The names of the library's devices, in order. */
export function deviceNames(library: ProfileLibrary): readonly string[] {
  return names(library, "devices");
}

function names(library: ProfileLibrary, kind: string): readonly string[] {
  return Object.keys(library).flatMap((path) =>
    path.startsWith(`${kind}/`) ? [path.slice(kind.length + 1).replace(/\.ya?ml$/, "")] : [],
  );
}

/** A device of the library with its chip and cores; every field checked, nothing implied. */
export function resolveDevice(name: string, library: ProfileLibrary): PhaseResult<DeviceProfile> {
  const diagnostics: Diagnostic[] = [];
  const value = device(name, library, diagnostics);
  return { value: hasErrors(diagnostics) ? undefined : value, diagnostics };
}

function open(
  kind: "devices" | "socs" | "cores",
  name: string,
  library: ProfileLibrary,
  known: readonly string[],
  diagnostics: Diagnostic[],
  site?: Span,
): Fields | undefined {
  const path = `${kind}/${name}.yaml`;
  const text = library[path];
  if (text === undefined) {
    const all = names(library, kind);
    const word = { devices: "device", socs: "chip", cores: "core" }[kind];
    diagnostics.push(
      diagnostic(
        "hardware/unknown",
        { kind: word, name, nearest: nearestNames(name, all), known: all.join(", ") },
        site,
      ),
    );
    return undefined;
  }
  return readYaml({ name: path, text }, known, diagnostics);
}

function device(name: string, library: ProfileLibrary, diagnostics: Diagnostic[]): DeviceProfile | undefined {
  const fields = open("devices", name, library, ["name", "title", "soc"], diagnostics);
  if (fields === undefined) return undefined;
  const title = fields.text("title");
  const soc = fields.text("soc");
  const chip = open(
    "socs",
    soc,
    library,
    ["name", "clusters", "lastLevelCache", "dram"],
    diagnostics,
    fields.span("soc"),
  );
  if (chip === undefined) return undefined;
  const clusters = chip.list("clusters", ["core", "count", "clock"]).flatMap((each): Cluster[] => {
    const core = coreProfile(each.text("core"), library, diagnostics, each.span("core"));
    const clock = each.quantity("clock", "Hz");
    return core === undefined || clock === undefined ? [] : [{ core, count: each.count("count"), clock }];
  });
  const dram = chip.fields("dram", ["oneThread", "allThreads"]);
  const lastLevelCache = chip.quantity("lastLevelCache", "B");
  const dramOneThread = dram?.quantity("oneThread", "B/s");
  const dramAllThreads = dram?.quantity("allThreads", "B/s");
  if (
    lastLevelCache === undefined ||
    dramOneThread === undefined ||
    dramAllThreads === undefined ||
    clusters.length === 0
  )
    return undefined;
  return { name, title, soc, clusters, lastLevelCache, dramOneThread, dramAllThreads };
}

function coreProfile(
  name: string,
  library: ProfileLibrary,
  diagnostics: Diagnostic[],
  site: Span | undefined,
): CoreProfile | undefined {
  const fields = open(
    "cores",
    name,
    library,
    ["name", "order", "issueWidth", "l1Data", "peakMacRate"],
    diagnostics,
    site,
  );
  if (fields === undefined) return undefined;
  const order = fields.text("order");
  const issueWidth = fields.quantity("issueWidth", "instructions/cycle");
  const l1Data = fields.quantity("l1Data", "B");
  const rates = fields.fields("peakMacRate", dtypes);
  const peakMacRate = new Map<string, Quantity>();
  for (const dtype of rates?.names() ?? []) {
    const rate = rates?.quantity(dtype, "MAC/cycle");
    if (rate !== undefined) peakMacRate.set(dtype, rate);
  }
  if (issueWidth === undefined || l1Data === undefined) return undefined;
  return { name, order: order === "in-order" ? "in-order" : "out-of-order", issueWidth, l1Data, peakMacRate };
}
