import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { Spelling } from "../cost/index.ts";
import { importOnnx, type OnnxRequest } from "../exchange/index.ts";
import { type ElaboratedNetwork, type ElaborateRequest, elaborateNetwork, type Setting } from "../model/index.ts";
import { nearestNetworks, zooCall, zooRequest } from "../shipped/index.ts";
import { decodeSource, type ReadResult, readSource, sizeLimit } from "./file.ts";
import { FileLoader } from "./file-loader.ts";
import { readOnnxFile } from "./onnx-file.ts";
import type { Terminal } from "./terminal.ts";

/** A network that was found and is not built yet. */
export type FoundNetwork =
  | {
      readonly kind: "request";
      readonly request: ElaborateRequest;
      readonly settings: readonly Setting[];
      /** Of a shipped network: how its reference model is written. */
      readonly spelling?: Spelling;
    }
  | {
      readonly kind: "onnx";
      readonly request: OnnxRequest;
      readonly settings: readonly Setting[];
      readonly spelling?: undefined;
    };

export type NetworkResult = FoundNetwork | { readonly kind: "fault"; readonly diagnostics: readonly Diagnostic[] };

/** What a network argument and the words behind it ask for: a zoo name, `file.arch[:Net]`, `file.onnx`, or `-`; then `alpha=0.75 res=?`. */
export async function findNetwork(
  text: string,
  words: readonly string[],
  root: string | undefined,
  terminal: Pick<Terminal, "readInput">,
): Promise<NetworkResult> {
  const settings = words.map(readSetting);
  const faults = settings.flatMap((each) => ("code" in each ? [each] : []));
  if (root !== undefined && !isFolder(root)) {
    faults.push(diagnostic("file/unreadable", { file: root, reason: "it is no folder" }, undefined));
  }
  if (faults.length > 0) return { kind: "fault", diagnostics: faults };
  const given = settings.flatMap((each) => ("code" in each ? [] : [each]));
  const [, path = text, net] = /^(-|<stdin>|.*\.arch):([^:\\/]+)$/.exec(text) ?? [];
  if (path === "-" || path === "<stdin>") {
    const read = decodeSource(await terminal.readInput(sizeLimit), "<stdin>");
    return fromFile(read, net, given, new FileLoader(root));
  }
  if (path.endsWith(".onnx")) return fromOnnx(path, given);
  if (/[\\/]|^\.{1,2}$|\.arch$/.test(path)) return fromPath(path, net, given, root);
  return fromZoo(path, given, root);
}

/** The layer graph of a network that was found. */
export function elaborateFound(found: FoundNetwork): PhaseResult<ElaboratedNetwork> {
  return found.kind === "onnx" ? importOnnx(found.request) : elaborateNetwork(found.request);
}

/** A question with the batch and the data type that the network's file has, where the options do not say them. */
export function asRun<T extends object>(
  question: T,
  { run }: Pick<ElaboratedNetwork, "run">,
  isGiven: (option: string) => boolean,
): T {
  if (run === undefined) return question;
  return {
    ...question,
    ...("batch" in question && !isGiven("batch") ? { batch: run.batch } : {}),
    ...("dtype" in question && !isGiven("dtype") ? { dtype: run.dtype } : {}),
  };
}

function fromOnnx(path: string, settings: readonly Setting[]): NetworkResult {
  const { value, diagnostics } = readOnnxFile(path, settings);
  return value === undefined ? { kind: "fault", diagnostics } : { kind: "onnx", request: value, settings };
}

function fromPath(
  path: string,
  net: string | undefined,
  settings: readonly Setting[],
  root: string | undefined,
): NetworkResult {
  const read = readSource(path, path);
  if (read.kind === "fault") {
    const name = basename(path, ".arch");
    const hint = zooCall(name) === undefined ? {} : { hint: `the shipped network is \`${name}\`` };
    return { kind: "fault", diagnostics: [{ ...read.diagnostic, ...hint }] };
  }
  const loader = new FileLoader(root ?? dirname(path));
  loader.place(read.source, path);
  return fromFile(read, net, settings, loader);
}

function fromFile(
  read: ReadResult,
  net: string | undefined,
  settings: readonly Setting[],
  loader: FileLoader,
): NetworkResult {
  if (read.kind === "fault") return { kind: "fault", diagnostics: [read.diagnostic] };
  return { kind: "request", request: { source: read.source, net, settings, loader }, settings };
}

function fromZoo(name: string, settings: readonly Setting[], root: string | undefined): NetworkResult {
  const called = zooCall(name);
  if (called === undefined) {
    if (isFolder(name)) {
      const fault = diagnostic("file/unreadable", { file: name, reason: "it is a folder" }, undefined);
      return { kind: "fault", diagnostics: [fault] };
    }
    const nearest = nearestNetworks(name);
    const fault = diagnostic("usage/unknown-network", { name, nearest, fileExists: existsSync(name) }, undefined);
    return { kind: "fault", diagnostics: [fault] };
  }
  const { entry } = called;
  const meant = called.settings.filter((each) => !settings.some((given) => given.name === each.name));
  const request = { ...zooRequest(entry), settings: [...meant, ...settings], loader: new FileLoader(root) };
  return { kind: "request", request, settings: request.settings, spelling: entry.spelling };
}

function readSetting(word: string): Setting | Diagnostic {
  const match = /^([\p{L}_][\p{L}\p{N}_]*)=([\s\S]+)$/u.exec(word);
  if (match?.[1] === undefined || match[2] === undefined)
    return diagnostic("usage/setting", { found: word, isNetwork: namesNetwork(word) }, undefined);
  return { name: match[1], text: match[2] };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether a word can only mean a network: a zoo name, or a file. */
export function namesNetwork(word: string): boolean {
  return word === "-" || zooCall(word) !== undefined || word.endsWith(".onnx") || /\.arch(:[^:\\/]+)?$/.test(word);
}

const optionOf: Readonly<Record<string, string>> = { device: "on", convention: "as", format: "format" };

/** Settings that are options of the command: `dtype=int8` is told to be `--dtype int8`. */
export function hintAtOptions(
  diagnostics: readonly Diagnostic[],
  settings: readonly Setting[],
  options: readonly string[],
): readonly Diagnostic[] {
  return diagnostics.map((each) => {
    if (each.code !== "parameter/unknown" && each.code !== "onnx/setting") return each;
    const setting = settings.find(({ name }) => each.message.includes(`\`${name}\``));
    const option = setting === undefined ? undefined : (optionOf[setting.name] ?? setting.name);
    if (setting === undefined || option === undefined || !options.includes(option)) return each;
    return { ...each, hint: `--${option} ${setting.text}` };
  });
}
