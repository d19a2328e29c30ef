import { parseDomainType } from "../../grammar/index.ts";
import { diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import { rationalAsTyped } from "../core/rational.ts";
import type { Source } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import type { LayerGraph, TensorId } from "../graph/index.ts";
import { ExpressionTooLarge, type SymbolDomain, symbol } from "../symbolic/index.ts";
import { domainOf, domainText, nearestLegal, valuesText } from "./domain.ts";
import { evaluator } from "./evaluator.ts";
import type { ModuleLoader } from "./loader.ts";
import { ExpansionStopped, Machine } from "./machine.ts";
import { outsider } from "./membership.ts";
import { type LoadedModule, ModuleSet } from "./module.ts";
import { type NetOutcome, parametersOf, runNet } from "./net.ts";
import { outputsOf, rejectDeadTensors, rejectRepeatedOutputs } from "./outputs.ts";
import { Path } from "./path.ts";
import { rootScope } from "./root-scope.ts";
import type { Scope } from "./scope.ts";
import { type BoundArgument, errorValue, type NetSource, numberValue, type Value } from "./value.ts";

/** `alpha=0.75`, `res=?`, `res=? in [32, 512] step 32`: a parameter's name and what was typed behind the `=`. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

export interface ElaborateRequest {
  readonly source: Source;
  /** The net to take; needed only when the file declares several. */
  readonly net?: string | undefined;
  /** The name that reports show; the net's own unless given. */
  readonly name?: string | undefined;
  readonly settings: readonly Setting[];
  /** Parameters fixed from outside, as expression texts read in the file's scope. */
  readonly bind?: Readonly<Record<string, string>> | undefined;
  readonly loader: ModuleLoader;
}

/** One parameter with the value that it got. */
export interface BoundParameter {
  readonly name: string;
  readonly value: Value;
  readonly free: boolean;
}

/** A network with its parameters bound, as a layer graph. */
export interface ElaboratedNetwork {
  readonly graph: LayerGraph;
  /** Parameters that can be set, in declared order. */
  readonly parameters: readonly BoundParameter[];
  readonly freeSymbols: ReadonlyMap<string, SymbolDomain>;
}

/**
 * One pass from text to layer graph: parses, loads imports, binds parameters, expands blocks, infers every shape.
 * `domains` replaces the declared domains of free parameters.
 */
export function elaborateOnce(
  request: ElaborateRequest,
  domains: ReadonlyMap<string, SymbolDomain> = new Map(),
): PhaseResult<ElaboratedNetwork> {
  const machine = new Machine(evaluator);
  const value = guardRun(machine, () => elaborate(machine, request, domains));
  const broken = hasErrors(machine.diagnostics);
  return { value: broken ? undefined : value, diagnostics: machine.diagnostics };
}

/** Runs an expansion; bounds that were hit and formulas that grew too large end it with a diagnostic. */
export function guardRun<T>(machine: Machine, run: () => T): T | undefined {
  try {
    return run();
  } catch (fault) {
    if (fault instanceof ExpansionStopped) return undefined;
    if (fault instanceof ExpressionTooLarge) {
      machine.diagnostics.push(diagnostic("number/formula-too-large", {}, machine.lastSpan));
      return undefined;
    }
    if (fault instanceof RangeError && /call stack/i.test(fault.message)) {
      machine.diagnostics.push(diagnostic("model/too-deep", { limit: 400 }, machine.lastSpan));
      return undefined;
    }
    throw fault;
  }
}

function elaborate(
  machine: Machine,
  request: ElaborateRequest,
  domains: ReadonlyMap<string, SymbolDomain>,
): ElaboratedNetwork | undefined {
  const modules = new ModuleSet(machine, request.loader, rootScope());
  const module = modules.load(request.source);
  if (module === undefined) return undefined;
  const declared = modules.netOf(module, request.net);
  if (declared === undefined) return undefined;
  const fixed = modules.fixedValues(request.bind ?? {}, module);
  const net: NetSource = { ...declared, fixed, name: request.name ?? declared.name };
  const { given, free, stated } = readSettings(machine, net, module, request.settings, domains);
  if (hasErrors(machine.diagnostics)) return undefined;
  const outcome = runNet(machine, net, given, undefined, new Path(), net.declaration.name.span);
  if (hasErrors(machine.diagnostics)) return undefined;
  if (outcome.output?.kind !== "tensor" && outcome.output?.kind !== "list") {
    machine.report("model/no-input", { what: `net \`${net.name}\`` }, net.declaration.name.span);
    return undefined;
  }
  if (machine.builder.layerCount === 0) {
    machine.report("model/no-layers", { net: net.name }, net.declaration.name.span);
    return undefined;
  }
  const outputs = outputsOf(machine, outcome.output);
  rejectRepeatedOutputs(machine, outputs);
  rejectDeadTensors(machine, outcome.output, outputs);
  if (hasErrors(machine.diagnostics)) return undefined;
  const graph = machine.builder.finish(net.name, outputs, tapsOf(outcome), [...stated, ...machine.assumptions.texts()]);
  const parameters = outcome.parameters
    .filter((each) => !each.fixed)
    .map(({ name, value }) => ({ name, value, free: free.has(name) }));
  return { graph, parameters, freeSymbols: free };
}

function tapsOf(outcome: NetOutcome): ReadonlyMap<string, TensorId> {
  return new Map([...outcome.instance.taps].map(([name, tensor]) => [name, tensor.id]));
}

interface Settings {
  readonly given: ReadonlyMap<string, BoundArgument>;
  readonly free: ReadonlyMap<string, SymbolDomain>;
  /** The domains of the free parameters, as they are read: `alpha in (0, 4]`. */
  readonly stated: readonly string[];
}

function readSettings(
  machine: Machine,
  net: NetSource,
  module: LoadedModule,
  settings: readonly Setting[],
  domains: ReadonlyMap<string, SymbolDomain>,
): Settings {
  const given = new Map<string, BoundArgument>();
  const free = new Map<string, SymbolDomain>();
  const stated: string[] = [];
  const settable = parametersOf(net).filter((each) => !net.fixed.has(each.name.name));
  const names = settable.map((each) => each.name.name);
  for (const { name, text } of settings) {
    const parameter = settable.find((each) => each.name.name === name);
    if (parameter === undefined) {
      const known = names.map((each) => `\`${each}\``).join(", ");
      machine.diagnostics.push(
        diagnostic("parameter/unknown", { net: net.name, name, nearest: nearestNames(name, names), known }, undefined),
      );
      continue;
    }
    if (given.has(name)) machine.diagnostics.push(diagnostic("argument/twice", { name }, undefined));
    const source: Source = { name: `argument ${name}`, text };
    const isFree = /^\s*\?/.test(text);
    const typed = isFree ? freeDomain(machine, parameter, module.scope, source) : undefined;
    const domain = isFree ? (domains.get(name) ?? typed) : undefined;
    if (domain !== undefined) free.set(name, domain);
    const legal = typed === undefined ? undefined : valuesText(typed);
    if (legal !== undefined) stated.push(`${name} in ${legal}`);
    const value = isFree ? freeValue(name, domain) : machine.evaluateSetting(name, text, module.scope);
    const site = { kind: "string" as const, value: text, span: { source, start: 0, end: text.length } };
    given.set(name, { value: value ?? errorValue, source: site });
  }
  return { given, free, stated };
}

function freeValue(name: string, domain: SymbolDomain | undefined): Value {
  return domain === undefined ? errorValue : numberValue(symbol(name, domain));
}

/** The declared domain of a free parameter, or the one typed behind the `?`. */
function freeDomain(
  machine: Machine,
  parameter: ReturnType<typeof parametersOf>[number],
  scope: Scope<Value>,
  source: Source,
): SymbolDomain | undefined {
  const name = parameter.name.name;
  const type = parameter.type?.name.name ?? "real";
  if (type !== "int" && type !== "real") {
    machine.diagnostics.push(diagnostic("parameter/not-free", { name, type: `a ${type}` }, undefined));
    return undefined;
  }
  const frame = { scope, it: undefined, input: undefined, path: new Path(), net: undefined };
  const text = source.text.replace(/^\s*\?\s*/, "");
  const declared = parameter.type === undefined ? undefined : domainOf(machine, frame, parameter.type);
  if (text === "") return parameter.type === undefined ? { kind: "real" } : declared;
  const { value, diagnostics } = parseDomainType({ ...source, text: `${type} ${text}` });
  machine.diagnostics.push(...diagnostics);
  const domain = value === undefined ? undefined : domainOf(machine, frame, value);
  if (domain === undefined || declared === undefined) return domain;
  const outside = outsider(domain, declared);
  if (outside === undefined) return domain;
  const isNumber = "num" in outside;
  const found = isNumber ? rationalAsTyped(outside) : (valuesText(outside) ?? outside.kind);
  const nearest = isNumber ? nearestLegal(outside, declared) : undefined;
  const args = { name, value: found, domain: domainText(declared), nearest };
  machine.diagnostics.push(diagnostic("parameter/outside-domain", args, value?.span));
  return undefined;
}
