import { type Diagnostic, diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Source, Span } from "../core/source.ts";
import { reportMissing } from "./check-fields.ts";
import { reportFaultyRuntime } from "./check-runtime.ts";
import { coreOf, deviceOf } from "./device-of.ts";
import { dspOf, dspRuntimeOf } from "./dsp-of.ts";
import { type Gathered, mergeEntries, type ResolvedProfile, textEntry } from "./entry.ts";
import { type ProfileKind, profileFields, profileKinds } from "./field-table.ts";
import type { CoreProfile, DeviceProfile, DspProfile, DspRuntimeProfile, ProfileLibrary } from "./profile.ts";
import { type FileNamed, kindWords, namesOf, type ProfileFile, ProfileReader } from "./reader.ts";
import type { RuntimeProfile } from "./runtime.ts";
import { runtimeOf } from "./runtime-of.ts";

/** What to resolve: a profile of the library by kind and name, or a text of one's own, with the files that it may name. */
export type ProfileRequest =
  | { readonly kind: ProfileKind; readonly name: string }
  | { readonly source: Source; readonly fileNamed?: FileNamed };

/** The names of the library's devices, in order. */
export function deviceNames(library: ProfileLibrary): readonly string[] {
  return namesOf(library, "device");
}

/** All devices of the library, in order; each text is read once. No value when any of them has an error. */
export function resolveDevices(library: ProfileLibrary): PhaseResult<readonly DeviceProfile[]> {
  const reader = new ProfileReader(library);
  const resolved = deviceNames(library).map((name) => resolveWith(reader, { kind: "device", name }));
  if (hasErrors(reader.diagnostics)) return { value: undefined, diagnostics: reader.diagnostics };
  const devices = resolved.flatMap((each) => (each === undefined ? [] : [deviceOf(each.name, each.entries)]));
  return { value: devices, diagnostics: reader.diagnostics };
}

/** A profile of any kind, with what it extends and refers to; every field checked, nothing implied. */
export function resolveProfile(request: ProfileRequest, library: ProfileLibrary): PhaseResult<ResolvedProfile> {
  const reader = new ProfileReader(library, "source" in request ? request.fileNamed : undefined);
  const value = resolveWith(reader, request);
  return { value: hasErrors(reader.diagnostics) ? undefined : value, diagnostics: firstOf(reader.diagnostics) };
}

/** Faults of one profile that are shown. */
const mostFaults = 20;

function firstOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const count = diagnostics.length - mostFaults;
  if (count <= 0) return diagnostics;
  return [...diagnostics.slice(0, mostFaults), diagnostic("hardware/too-many-errors", { count }, undefined)];
}

/** What is wrong with the library: each fault once, at its place. */
export function checkLibrary(library: ProfileLibrary): readonly Diagnostic[] {
  const reader = new ProfileReader(library);
  for (const kind of profileKinds) {
    for (const name of namesOf(library, kind)) resolveWith(reader, { kind, name });
  }
  const seen = new Set<string>();
  return reader.diagnostics.filter(({ code, message, span }) => {
    const key = `${code} ${message} ${span?.source.name} ${span?.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A device by name or as a text of its own, which may extend one of the library. */
export function resolveDevice(device: string | ProfileRequest, library: ProfileLibrary): PhaseResult<DeviceProfile> {
  const request = typeof device === "string" ? { kind: "device" as const, name: device } : device;
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  if (value.kind === "device") return { value: deviceOf(value.name, value.entries), diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a device", value)] };
}

/** A core by name or as a text of its own, which may extend one of the library. */
export function resolveCore(request: ProfileRequest, library: ProfileLibrary): PhaseResult<CoreProfile> {
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  if (value.kind === "core") return { value: coreOf(value.name, value.entries), diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a core", value)] };
}

/** What inner loops run on. */
export type CoreOrDsp =
  | { readonly kind: "core"; readonly core: CoreProfile }
  | { readonly kind: "dsp"; readonly dsp: DspProfile };

/** A core or a DSP by name or as a text of its own, which may extend one of the library. */
export function resolveCoreOrDsp(request: ProfileRequest, library: ProfileLibrary): PhaseResult<CoreOrDsp> {
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  const { kind, name, entries } = value;
  if (kind === "core") return { value: { kind, core: coreOf(name, entries) }, diagnostics };
  if (kind === "dsp") return { value: { kind, dsp: dspOf(entries) }, diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a core or a DSP", value)] };
}

/** A DSP by name or as a text of its own, which may extend one of the library. */
export function resolveDsp(request: ProfileRequest, library: ProfileLibrary): PhaseResult<DspProfile> {
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  if (value.kind === "dsp") return { value: dspOf(value.entries), diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a DSP", value)] };
}

/** The names of the library's runtimes, in order. */
export function runtimeNames(library: ProfileLibrary): readonly string[] {
  return namesOf(library, "runtime");
}

/** A runtime by name or as a text of its own, which may extend one of the library. Its loops are not looked up. */
export function resolveRuntime(runtime: string | ProfileRequest, library: ProfileLibrary): PhaseResult<RuntimeProfile> {
  const request = typeof runtime === "string" ? { kind: "runtime" as const, name: runtime } : runtime;
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  if (value.kind === "runtime") return { value: runtimeOf(value.name, value.entries), diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a runtime", value)] };
}

/** A runtime for DSPs by name or as a text of its own, which may extend one of the library. */
export function resolveDspRuntime(request: ProfileRequest, library: ProfileLibrary): PhaseResult<DspRuntimeProfile> {
  const { value, diagnostics } = resolveProfile(request, library);
  if (value === undefined) return { value: undefined, diagnostics };
  if (value.kind === "dsp-runtime") return { value: dspRuntimeOf(value.name, value.entries), diagnostics };
  return { value: undefined, diagnostics: [...diagnostics, misplaced("a runtime of DSPs", value)] };
}

function misplaced(wanted: string, { kind, name, entries }: ResolvedProfile): Diagnostic {
  const facts = { wanted, found: `the ${kindWords[kind]} ${name}` };
  return diagnostic("hardware/misplaced", facts, textEntry(entries, "profile")?.span);
}

function resolveWith(reader: ProfileReader, request: ProfileRequest): ResolvedProfile | undefined {
  const file = "name" in request ? reader.named(request.kind, request.name, undefined) : reader.read(request.source);
  if (file === undefined) return undefined;
  const gathered = reader.withCores(withChip(reader, file, reader.inherit(file)));
  if (gathered.isComplete) reportIdle(file, gathered, reader.diagnostics);
  if (gathered.isComplete)
    reportMissing(profileFields[file.kind], gathered.entries, "", siteOf(file), reader.diagnostics);
  if (file.kind === "runtime") reportFaultyRuntime(gathered.entries, reader.names("core"), reader.diagnostics);
  return { kind: file.kind, name: textEntry(file.entries, "name")?.text ?? "", ...gathered };
}

/** A chip has cores with their memory, or a DSP. */
function reportIdle(file: ProfileFile, { entries }: Gathered, diagnostics: Diagnostic[]): void {
  if (file.kind !== "device" && file.kind !== "soc") return;
  const field = ["clusters", "dram"].find((each) => !entries.has(each));
  const needsCores = !entries.has("dsp") || entries.has("clusters");
  if (field === undefined || !needsCores) return;
  const wanted = profileFields.soc.find((each) => each.name === field)?.meaning ?? "";
  diagnostics.push(diagnostic("hardware/missing-field", { field, wanted }, siteOf(file)));
}

/** A device's own fields over those of its SoC. */
function withChip(reader: ProfileReader, file: ProfileFile, device: Gathered): Gathered {
  const chip = file.kind === "device" ? textEntry(device.entries, "soc") : undefined;
  if (chip === undefined) return device;
  const named = reader.named("soc", chip.text, chip.span);
  if (named === undefined) return { ...device, isComplete: false };
  const below = reader.inherit(named);
  const own = new Set(profileFields.soc.flatMap((each) => (each.own === true ? [each.name] : [])));
  const chipFields = new Map([...below.entries].filter(([name]) => !own.has(name)));
  return {
    entries: mergeEntries(chipFields, device.entries),
    sources: [...device.sources, ...below.sources],
    isComplete: device.isComplete && below.isComplete,
  };
}

/** Where a whole profile is pointed at: its name, or what there is. */
function siteOf(file: ProfileFile): Span {
  const [first] = file.entries.values();
  return textEntry(file.entries, "name")?.span ?? first?.span ?? { source: file.source, start: 0, end: 0 };
}
