import type { TensorId } from "../../graph/index.ts";
import type { Layout } from "../../ops/index.ts";
import type { LayerParts } from "./layer-data.ts";
import { type Atom, type Axis, axisSize, type Flow, sameAxes, sameAxis, type Target } from "./view.ts";

/** What moving elements needs of its surroundings. */
interface Emitter {
  emit(name: string, inputs: readonly TensorId[], parts?: LayerParts): readonly TensorId[];
}

/**
 * Adds the layers that bring a tensor into a layout: none where it has it already, one operator of the language where there is one for
 * it, that and a reshape, or a `rearrange`.
 */
export function arrange(emitter: Emitter, flow: Flow, target: Target): Flow {
  if (flow.layout === target.layout && sameAxes(flow.own, target.axes)) return flow;
  const step = stepTo(flow, target);
  const [tensor = flow.tensor] = emitter.emit(step.operator, [flow.tensor], { attributes: step.attributes });
  return arrange(emitter, { ...flow, tensor, layout: step.to.layout, own: step.to.axes }, target);
}

interface Step {
  readonly operator: string;
  readonly attributes: NonNullable<LayerParts["attributes"]>;
  readonly to: Target;
}

function stepTo({ layout, own }: Flow, target: Target): Step {
  const wanted = target.axes.flat();
  if (isSameOrder(own.flat(), wanted)) return reshape(target);
  const direct = steps.flatMap((each) => each({ layout, axes: own }, target) ?? []);
  const exact = direct.find((each) => each.to.layout === target.layout && sameAxes(each.to.axes, target.axes));
  return exact ?? direct.find((each) => isSameOrder(each.to.axes.flat(), wanted)) ?? rearrange(own, target);
}

function isSameOrder(a: readonly Atom[], b: readonly Atom[]): boolean {
  return sameAxis(a, b);
}

/** The operators of the language that change the order of elements, each with what it would make of a tensor. */
const steps: readonly ((from: Target, target: Target) => Step | undefined)[] = [
  ({ layout, axes: [channels = [], rows = [], columns = []] }) =>
    layout === "image"
      ? { operator: "tokens", attributes: {}, to: { layout: "tokens", axes: [[], [...rows, ...columns], channels] } }
      : undefined,
  ({ layout, axes: [sets = [], length = [], depth = []] }) =>
    layout === "tokens"
      ? { operator: "transpose", attributes: {}, to: { layout: "tokens", axes: [sets, depth, length] } }
      : undefined,
  ({ layout, axes: [sets = [], length = [], depth = []] }, target) => {
    const [channels = [], rows = [], columns = []] = target.axes;
    const fits = layout === "tokens" && target.layout === "image" && sets.length === 0 && sameAxis(channels, depth);
    if (!fits || !sameAxis([...rows, ...columns], length)) return undefined;
    const [h, w] = [axisSize(rows), axisSize(columns)];
    return { operator: "to_image", attributes: h === w ? { h } : { h, w }, to: target };
  },
  ({ layout, axes }, target) => {
    const feature = layout === "image" ? 0 : axes.length - 1;
    const [a, b, ...more] = axes[feature] ?? [];
    if (a === undefined || b === undefined || more.length > 0) return undefined;
    const shuffled = axes.map((axis, index): Axis => (index === feature ? [b, a] : axis));
    return layout === target.layout
      ? { operator: "shuffle", attributes: { g: a.size }, to: { layout, axes: shuffled } }
      : undefined;
  },
];

function reshape(target: Target): Step {
  if (target.layout === "vector") return { operator: "flatten", attributes: {}, to: target };
  return { operator: "reshape", attributes: shapeOf(target), to: target };
}

function rearrange(own: readonly Axis[], target: Target): Step {
  const before = own.flat();
  const after = target.axes.flat();
  const from = before.map((each) => each.size);
  const order = after.map((each) => before.indexOf(each));
  return { operator: "rearrange", attributes: { from, order, ...shapeOf(target) }, to: target };
}

/** `shape` and `as` of operators that name the shape of their output. */
function shapeOf({ layout, axes }: { readonly layout: Layout; readonly axes: readonly Axis[] }) {
  const sizes = axes.map(axisSize);
  const [sets = 1, ...others] = sizes;
  if (layout !== "tokens") return { shape: sizes };
  return sets === 1 ? { shape: others } : { shape: sizes, as: "tokens" };
}
