import { InternalError } from "../core/internal-error.ts";
import type { LayerGraph, TensorId } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
import { constant, type Expr, multiply, sum } from "../symbolic/index.ts";
import type { Convention, Term, Where } from "./convention.ts";
import { type CountedLayer, quantities } from "./quantity.ts";
import { type Role, rolesOf } from "./roles.ts";
import { type Spelling, spellingOf } from "./spelling.ts";

/** Counts the layers of one network by the rules of conventions. */
export interface Counter {
  /** MACs of a layer as the convention counts them, its factor not applied. */
  macs(layer: CountedLayer, convention: Convention): Expr;
  params(layer: CountedLayer, convention: Convention): Expr;
  /** What one rule adds for a layer; undefined where it does not hold. */
  term(layer: CountedLayer, term: Term): Expr | undefined;
}

/** The layers of a network with their raw counts. */
export function countedLayers(graph: LayerGraph): readonly CountedLayer[] {
  return graph.layers.map((layer) => {
    const inputs = layer.inputs.map((each) => shapeOf(graph, each));
    const outputs = layer.outputs.map((each) => shapeOf(graph, each));
    return { layer, inputs, outputs, counts: layer.operator.cost(inputs, outputs, layer.attributes) };
  });
}

/** Sum of a count over layers, each times its factor. */
export function totalOf(layers: readonly CountedLayer[], count: (layer: CountedLayer) => Expr): Expr {
  return sum(layers.map((each) => multiply(each.layer.factor, count(each))));
}

/** What `countLayers` says of one layer, the layer's factor applied. */
export interface LayerCount {
  readonly macs: Expr;
  readonly params: Expr;
}

/** MACs and parameters of each layer under a convention, without the other costs. */
export function countLayers(
  graph: LayerGraph,
  convention: Convention,
  spelling: Spelling | undefined,
): readonly LayerCount[] {
  const counter = counterOf(graph, spelling ?? {});
  return countedLayers(graph).map((each) => ({
    macs: multiply(each.layer.factor, counter.macs(each, convention)),
    params: multiply(each.layer.factor, counter.params(each, convention)),
  }));
}

/** MACs and parameters of a network under a convention, without the other costs. */
export function countTotals(graph: LayerGraph, convention: Convention, spelling: Spelling | undefined): LayerCount {
  const layers = countLayers(graph, convention, spelling);
  return { macs: sum(layers.map((each) => each.macs)), params: sum(layers.map((each) => each.params)) };
}

/** The shape of a tensor of the graph. */
export function shapeOf(graph: LayerGraph, id: TensorId): Shape {
  const tensor = graph.tensors[id];
  if (tensor === undefined) throw new InternalError("cost", `no tensor ${id}`);
  return tensor.shape;
}

/** The counter of a network whose reference model is written as `spelling` says. */
export function counterOf(graph: LayerGraph, spelling: Spelling): Counter {
  let found: ReadonlyMap<number, ReadonlySet<Role>> | undefined;
  const hasRole = (counted: CountedLayer, role: Role) => {
    found ??= rolesOf(graph);
    return found.get(counted.layer.index)?.has(role) === true;
  };
  const holds = (counted: CountedLayer, { layout, spelled, role, attribute }: Where) => {
    const shape = counted.inputs[0];
    if (layout !== undefined && (shape === undefined || !layout.includes(shape.layout))) return false;
    if (attribute !== undefined && counted.layer.attributes.get(attribute.name) !== attribute.is) return false;
    if (role !== undefined && !hasRole(counted, role)) return false;
    return spelled === undefined || spelled.includes(wordOf(counted));
  };
  const wordOf = (counted: CountedLayer) => {
    const isGate = spelling.se !== undefined && hasRole(counted, "se");
    const word = spellingOf(counted.layer, spelling, isGate);
    return word === "norm2d" && !hasRole(counted, "norm without linear") ? "module" : word;
  };
  const term = (counted: CountedLayer, rule: Term) => {
    if (rule.ops !== undefined && !rule.ops.includes(counted.layer.operator.name)) return undefined;
    if (rule.where !== undefined && !holds(counted, rule.where)) return undefined;
    return multiply(constant(rule.times), quantities[rule.per].of(counted));
  };
  const plus = (start: Expr, counted: CountedLayer, rules: readonly Term[]) =>
    rules.length === 0 ? start : sum([start, ...rules.flatMap((rule) => term(counted, rule) ?? [])]);
  return {
    term,
    macs: (counted, { perMac, macs }) =>
      plus(perMac === 1n ? counted.counts.macs : multiply(constant(perMac), counted.counts.macs), counted, macs),
    params: (counted, { params }) => plus(storedValues(counted), counted, params),
  };
}

/** Learned values that a layer holds: weights, biases, scale and shift. */
export function storedValues({ counts }: CountedLayer): Expr {
  return sum([counts.weights, counts.biases, counts.normParams]);
}
