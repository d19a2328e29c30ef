import type { Layer, LayerGraph, Tensor, TensorId } from "../../graph/index.ts";
import type { Reach, Shape } from "../../ops/index.ts";
import { type Expr, equals, one } from "../../symbolic/index.ts";
import { type AxisField, chosen, composed, extentOf, joined, jumpOf, ownIndex } from "./axis-field.ts";

/** How far a layer's output positions see along one axis of the network's input. Units: input pixels. */
export interface AxisSight {
  /** Pixels from the first to the last that one position depends on, those beyond the image's edge too; `all`: the whole map. */
  readonly extent: Expr | "all" | undefined;
  /** Pixels from one position's field to the next one's (effective stride); a fraction after upsampling. */
  readonly jump: Expr | undefined;
  /** The first pixel of the first position's field, counted from 0: minus the effective padding. */
  readonly start: Expr | undefined;
}

/** Both axes; undefined parts have no meaning (no image flows in) or no repeating pattern. */
export interface Sight {
  readonly rows: AxisSight;
  readonly columns: AxisSight;
}

interface Field {
  readonly axes: readonly [AxisField, AxisField];
  /** Height and width of the image whose positions the tensor has. */
  readonly grid: readonly [Expr, Expr] | undefined;
}

/**
 * The receptive field of every layer's first output, by composing the operators' reaches from the input on.
 *
 * Exact: along each axis the hull of the input indices that an output index depends on, for an image without edges; at a join the
 * hull of all branches. What a free repeat makes is unknown.
 * Source: Araujo, Norris and Sim 2019, Computing Receptive Fields of Convolutional Neural Networks, Distill.
 *
 * @example [...sightOf(elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [1, 8, 8]; conv(1, 3) }" }, settings: [], loader: { load: loadShipped } }).value.graph).values()][0].rows.extent  // 3
 */
export function sightOf(graph: LayerGraph): ReadonlyMap<Layer, Sight> {
  const fields: Field[] = [];
  const sights = new Map<Layer, Sight>();
  const reaches = new Map<Layer, readonly [AxisField, AxisField]>();
  for (const tensor of graph.tensors) fields[tensor.id] = fieldOf(graph, tensor, fields, reaches);
  for (const layer of graph.layers) {
    const axes = reaches.get(layer);
    if (axes !== undefined) sights.set(layer, { rows: axisSight(axes[0]), columns: axisSight(axes[1]) });
  }
  return sights;
}

function axisSight(field: AxisField): AxisSight {
  const extent = field.kind === "all" ? "all" : extentOf(field);
  const start = field.kind === "window" ? field.hulls[0]?.low : undefined;
  return { extent, jump: jumpOf(field), start };
}

type Axes = readonly [AxisField, AxisField];

const unknownAxes: Axes = [{ kind: "unknown" }, { kind: "unknown" }];

function fieldOf(graph: LayerGraph, tensor: Tensor, earlier: readonly Field[], reaches: Map<Layer, Axes>): Field {
  const { origin, shape } = tensor;
  const grid = shape.layout === "image" ? gridOf(shape) : undefined;
  switch (origin.kind) {
    case "input":
      return { axes: shape.layout === "image" ? [ownIndex, ownIndex] : unknownAxes, grid };
    case "carried":
      return { axes: unknownAxes, grid };
    case "choice": {
      const [then, otherwise] = [earlier[origin.then], earlier[origin.otherwise]];
      if (then === undefined || otherwise === undefined) return { axes: unknownAxes, grid };
      const axes = both((axis) => chosen(origin.condition, then.axes[axis], otherwise.axes[axis]));
      return { axes, grid: grid ?? then.grid };
    }
    case "layer": {
      const layer = graph.layers[origin.layer];
      if (layer === undefined) return { axes: unknownAxes, grid };
      const axes = reaches.get(layer) ?? axesOf(graph, layer, earlier);
      reaches.set(layer, axes);
      const first = layer.inputs.map((each) => earlier[each]).find((each) => each?.grid !== undefined);
      return { axes, grid: grid ?? first?.grid };
    }
  }
}

function both(of: (axis: 0 | 1) => AxisField): Axes {
  return [of(0), of(1)];
}

function gridOf({ dims }: Shape): readonly [Expr, Expr] {
  return [dims[1] ?? one, dims[2] ?? one];
}

/** What a layer's output depends on: the join over its inputs, each through the operator's rule. */
function axesOf(graph: LayerGraph, layer: Layer, earlier: readonly Field[]): Axes {
  const shape = (id: TensorId) => graph.tensors[id]?.shape;
  const shapes = (ids: readonly TensorId[]) => ids.flatMap((each) => shape(each) ?? []);
  const outputs = shapes(layer.outputs);
  const reach = layer.operator.reach(shapes(layer.inputs), outputs, layer.attributes);
  return both((axis) =>
    layer.inputs
      .map((input) => throughRule(shape(input), outputs[0], earlier[input], reach, axis))
      .reduce<AxisField>(joined, { kind: "none" }),
  );
}

function throughRule(
  ifmap: Shape | undefined,
  ofmap: Shape | undefined,
  field: Field | undefined,
  reach: Reach,
  axis: 0 | 1,
): AxisField {
  if (field === undefined || ifmap === undefined || ofmap === undefined) return { kind: "unknown" };
  const made = composed(field.axes[axis], reach[axis]);
  if (reach[axis] !== "same" || ofmap.layout !== "image") return made;
  const [from, to] = [positions(ifmap, field, axis), gridOf(ofmap)[axis]];
  if (from !== undefined && equals(from, to)) return made;
  // Spread over the axis, one position is read by all; a vector has no positions.
  const isSpread = from === undefined || isOne(from);
  return isSpread && made.kind === "all"
    ? { kind: "all", jump: undefined }
    : made.kind === "none"
      ? made
      : { kind: "unknown" };
}

/** How many positions of the image a tensor has along the axis; undefined where it has none. */
function positions(shape: Shape, { grid }: Field, axis: 0 | 1): Expr | undefined {
  return shape.layout === "image" ? gridOf(shape)[axis] : shape.layout === "tokens" ? grid?.[axis] : undefined;
}

function isOne(e: Expr): boolean {
  return equals(e, one);
}
