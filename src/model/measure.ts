import type { Argument, CallExpression } from "../../grammar/index.ts";
import {
  type Convention,
  costOf,
  defaultConvention,
  type NetworkCost,
  operationalIntensity,
  recounted,
} from "../cost/index.ts";
import type { Layer, LayerGraph } from "../graph/index.ts";
import { type Expr, zero } from "../symbolic/index.ts";
import { ancestors, cutNets } from "./cut.ts";
import type { Dimension } from "./dimension.ts";
import type { Frame, Machine } from "./machine.ts";
import { measureOptions, restrictedTo } from "./measure-options.ts";
import { isTimeMeasure, measureTime } from "./measure-time.ts";
import type { Measured } from "./measured-nets.ts";
import { argumentsByName, parametersOf, rejectNetSurplus, runNet } from "./net.ts";
import { Path } from "./path.ts";
import { type BlockValue, errorValue, numberValue, typeName, type Value } from "./value.ts";

const measures: ReadonlyMap<string, { readonly dimension: Dimension; readonly of: (cost: NetworkCost) => Expr }> =
  new Map([
    ["macs", { dimension: "none", of: (cost) => cost.totals.macs }],
    ["params", { dimension: "none", of: (cost) => cost.totals.params }],
    ["flops", { dimension: "none", of: (cost) => cost.totals.flops }],
    [
      "bytes",
      {
        dimension: "bytes",
        of: (cost) => cost.totals.compulsoryBytes,
      },
    ],
    ["peak_memory", { dimension: "bytes", of: (cost) => cost.totals.peakActivationBytes }],
    ["intensity", { dimension: "none", of: (cost) => operationalIntensity(cost.totals) ?? zero }],
    ["layers", { dimension: "none", of: (cost) => cost.totals.layers }],
  ]);

/** Whether a function of the language measures a network; latency and energy need a device. */
export function isMeasure(name: string): boolean {
  return measures.has(name) || isTimeMeasure(name);
}

/**
 * `macs(x -> conv(32))`, `params(MobileNetV2)`: builds the argument apart, costs it, forgets it. `as=` picks a convention; `where=` counts
 * one class of layers alone, or those whose path fits a pattern in which `*` stands for any text.
 */
export function measure(machine: Machine, frame: Frame, name: string, call: CallExpression): Value {
  const found = measures.get(name);
  const [argument, ...rest] = call.arguments;
  if (argument === undefined) {
    machine.report("measure/argument", { measure: name, found: "nothing" }, call.span);
    return errorValue;
  }
  if (isTimeMeasure(name)) {
    return measureTime(machine, frame, name, call, (dtype) => {
      const measured = isolated(machine, () => measuredGraph(machine, frame, name, argument));
      return measured && costOf(measured.graph, { convention: defaultConvention, dtype });
    });
  }
  if (found === undefined) return errorValue;
  const options = measureOptions(machine, frame, name, rest);
  if (options === undefined) return errorValue;
  const measured = isolated(machine, () => measuredGraph(machine, frame, name, argument));
  if (measured === undefined) return errorValue;
  const cost = costUnder(measured, machine.recount?.convention(options.convention) ?? options.convention);
  const counted = options.where === undefined ? cost : restrictedTo(machine, cost, options.where);
  return counted === undefined ? errorValue : numberValue(found.of(counted), found.dimension);
}

/** Runs something on the graph under construction and then takes back what it added. */
export function isolated<T>(machine: Machine, run: () => T): T {
  const { builder, flowResults, boundLists, tappedNets } = machine;
  const lists = boundLists.length;
  const tapped = tappedNets.length;
  const layers = builder.layerCount;
  const tensors = builder.tensorCount;
  const results = flowResults.length;
  try {
    return run();
  } finally {
    builder.rollback(layers, tensors);
    flowResults.length = results;
    boundLists.length = lists;
    tappedNets.length = tapped;
  }
}

/** The cost of what was measured under a convention, counted once. */
function costUnder({ graph, spelling, costs }: Measured, convention: Convention): NetworkCost {
  const known = costs.get(convention.name);
  if (known !== undefined) return known;
  const [other] = costs.values();
  const cost =
    other === undefined
      ? costOf(graph, { convention, dtype: "fp32", spelling })
      : recounted(other, convention, spelling);
  costs.set(convention.name, cost);
  return cost;
}

function measuredGraph(machine: Machine, frame: Frame, name: string, argument: Argument): Measured | undefined {
  const first = machine.builder.layerCount;
  const apart: Frame = { ...frame, path: new Path() };
  const value = machine.evaluator.evaluate(machine, apart, argument.value);
  if (value.kind === "error") return undefined;
  if (value.kind === "block" && value.form === "net") return measuredNet(machine, name, value, argument);
  const graph = graphOf(machine, name, value, argument, first);
  return graph === undefined ? undefined : { graph, spelling: undefined, costs: new Map() };
}

function measuredNet(
  machine: Machine,
  name: string,
  { net, bound }: BlockValue & { readonly form: "net" },
  argument: Argument,
): Measured | undefined {
  if (!rejectNetSurplus(machine, net, bound, argument.span)) return undefined;
  const given = new Map(argumentsByName(net, bound));
  for (const [parameter, value] of machine.recount?.parameters ?? []) {
    const isDefault = parametersOf(net).some((each) => each.name.name === parameter) && !net.fixed.has(parameter);
    if (isDefault && !given.has(parameter)) given.set(parameter, { value, source: argument.value });
  }
  const known = machine.measured.find(net, given);
  if (known !== undefined) return known;
  const first = machine.builder.layerCount;
  const errors = machine.diagnostics.length;
  const { output } = runNet(machine, net, given, undefined, new Path(), argument.span);
  const graph = output === undefined ? undefined : graphOf(machine, name, output, argument, first);
  if (graph === undefined) return undefined;
  const measured: Measured = { graph, spelling: net.spelling, costs: new Map() };
  if (machine.diagnostics.length === errors) machine.measured.keep(net, given, measured);
  return measured;
}

function graphOf(
  machine: Machine,
  name: string,
  value: Value,
  argument: Argument,
  first: number,
): LayerGraph | undefined {
  if (value.kind === "error") return undefined;
  const tensors =
    value.kind === "tensor"
      ? [value]
      : value.kind === "list"
        ? value.items.flatMap((each) => (each.kind === "tensor" ? [each] : []))
        : [];
  if (tensors.length === 0) {
    machine.report("measure/argument", { measure: name, found: typeName(value) }, argument.span);
    return undefined;
  }
  const made: Layer[] = [];
  for (let index = first; index < machine.builder.layerCount; index++) {
    const layer = machine.builder.layerAt(index);
    if (layer !== undefined) made.push(layer);
  }
  const outputs = tensors.map((each) => each.id);
  const { leftOut } = cutNets(machine, outputs);
  const needed = ancestors(machine, outputs).layers;
  const before = () => [...needed].sort((a, b) => a - b).flatMap((each) => machine.builder.layerAt(each) ?? []);
  const chosen = made.length > 0 ? made.filter((each) => !leftOut.has(each.index)) : before();
  return machine.builder.extract(name, chosen, outputs);
}
