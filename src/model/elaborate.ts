import { diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import type { DataType } from "../cost/index.ts";
import type { LayerGraph, TensorId } from "../graph/index.ts";
import { ExpressionTooLarge, type SymbolDomain } from "../symbolic/index.ts";
import { cutNets } from "./cut.ts";
import { evaluator } from "./evaluator.ts";
import type { ModuleLoader } from "./loader.ts";
import { ExpansionStopped, Machine } from "./machine.ts";
import { ModuleSet } from "./module.ts";
import { type NetOutcome, runNet } from "./net.ts";
import { outputsOf, rejectDeadTensors, rejectRepeatedOutputs, tensorsOf } from "./outputs.ts";
import { Path } from "./path.ts";
import { rootScope } from "./root-scope.ts";
import { readSettings, type Setting } from "./settings.ts";
import type { NetSource, Value } from "./value.ts";

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
  /** How the network is run where nothing else is asked for: the batch and the data type of an imported file. */
  readonly run?: { readonly batch: bigint; readonly dtype: DataType };
}

/**
 * One pass from text to layer graph: parses, loads imports, binds parameters, expands blocks, infers every shape.
 * `domains` replaces the declared domains of free parameters.
 */
export function elaborateOnce(
  request: ElaborateRequest,
  domains: ReadonlyMap<string, SymbolDomain> = new Map(),
): PhaseResult<ElaboratedNetwork> {
  const machine = new Machine(evaluator, { timing: request.loader.timing });
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
  const { given, free, stated } = readSettings(machine, net, module.scope, request.settings, domains);
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
  const ends = tensorsOf([outcome.output]);
  const cut = cutNets(machine, ends);
  const outputs = outputsOf(machine, ends, cut);
  rejectRepeatedOutputs(machine, outputs);
  rejectDeadTensors(machine, ends, cut, outputs);
  if (hasErrors(machine.diagnostics)) return undefined;
  const assumptions = [...stated, ...machine.assumptions.texts()];
  const graph = machine.builder.finish(net.name, outputs, tapsOf(outcome), assumptions, cut.leftOut);
  const parameters = outcome.parameters
    .filter((each) => !each.fixed)
    .map(({ name, value }) => ({ name, value, free: free.has(name) }));
  return { graph, parameters, freeSymbols: free };
}

function tapsOf(outcome: NetOutcome): ReadonlyMap<string, TensorId> {
  return new Map([...outcome.instance.taps].map(([name, tensor]) => [name, tensor.id]));
}
