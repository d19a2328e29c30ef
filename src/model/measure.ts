import type { Argument, CallExpression } from "../../grammar/index.ts";
import { costOf, type NetworkCost, operationalIntensity, type Spelling } from "../cost/index.ts";
import type { Layer, LayerGraph } from "../graph/index.ts";
import { type Expr, zero } from "../symbolic/index.ts";
import { ancestors, cutNets } from "./cut.ts";
import type { Dimension } from "./dimension.ts";
import type { Frame, Machine } from "./machine.ts";
import { measureOptions, restrictedTo } from "./measure-options.ts";
import { argumentsByName, runNet } from "./net.ts";
import { Path } from "./path.ts";
import { errorValue, numberValue, typeName, type Value } from "./value.ts";

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
  return measures.has(name) || name === "latency" || name === "energy";
}

/**
 * `macs(x -> conv(32))`, `params(MobileNetV2)`: builds the argument apart, costs it, forgets it. `as=` picks a convention; `where=` counts
 * one class of layers alone, or those whose path fits a pattern in which `*` stands for any text.
 */
export function measure(machine: Machine, frame: Frame, name: string, call: CallExpression): Value {
  const found = measures.get(name);
  const [argument, ...rest] = call.arguments;
  if (found === undefined) {
    machine.report("measure/unavailable", { measure: name }, call.callee.span);
    return errorValue;
  }
  if (argument === undefined) {
    machine.report("measure/argument", { measure: name, found: "nothing" }, call.span);
    return errorValue;
  }
  const options = measureOptions(machine, frame, name, rest);
  if (options === undefined) return errorValue;
  const measured = isolated(machine, () => measuredGraph(machine, frame, name, argument));
  if (measured === undefined) return errorValue;
  const cost = costOf(measured.graph, { convention: options.convention, dtype: "fp32", spelling: measured.spelling });
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

interface Measured {
  readonly graph: LayerGraph;
  /** Of a shipped network: how its reference model is written. */
  readonly spelling: Spelling | undefined;
}

function measuredGraph(machine: Machine, frame: Frame, name: string, argument: Argument): Measured | undefined {
  let spelling: Spelling | undefined;
  const first = machine.builder.layerCount;
  const apart: Frame = { ...frame, path: new Path() };
  let value: Value = machine.evaluator.evaluate(machine, apart, argument.value);
  if (value.kind === "block" && value.form === "net") {
    const { net, bound } = value;
    spelling = net.spelling;
    const outcome = runNet(machine, net, argumentsByName(net, bound), undefined, new Path(), argument.span);
    value = outcome.output ?? errorValue;
  }
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
  return { graph: machine.builder.extract(name, chosen, outputs), spelling };
}
