import { defaultConvention } from "../../cost/index.ts";
import type { Shape } from "../../ops/index.ts";
import {
  asConstant,
  type Condition,
  conditionText,
  type Expr,
  equals,
  isTrue,
  isZero,
  one,
  toText,
} from "../../symbolic/index.ts";
import { argumentText } from "../heading.ts";
import { countText, exactCell, groupedText, shapeCell } from "../quantity.ts";
import { costUnits, type Shade } from "./graph-shade.ts";
import {
  type GraphCluster,
  type GraphCost,
  type GraphEdge,
  type GraphNode,
  type GraphView,
  graphCosts,
} from "./graph-view.ts";

/** Characters of a formula, a condition or a dimension that a label has room for. */
const longest = 36;

/** What is shaded, and the shade of each node. */
export interface Shading {
  readonly cost: GraphCost;
  readonly shades: ReadonlyMap<string, Shade>;
}

/** The lines of a node: its name and operator, what it costs, how often and under which condition it exists. */
export function nodeLines(node: GraphNode, shading: Shading | undefined): readonly string[] {
  switch (node.kind) {
    case "input":
    case "output":
      return [node.name];
    case "choice":
      return ["if"];
    case "turn":
      return ["turn"];
    case "group":
      return [node.name, wordedCount(node.layers), ...factLines(node, shading)];
    case "layer":
    case "weight":
      return [layerTitle(node), ...factLines(node, shading)];
  }
}

/** `conv 3×3 s2`; `expand: conv 1×1` where the path calls the layer something else. */
function layerTitle({ name, layer, operation = "" }: GraphNode): string {
  const own = layer?.segments.at(-1)?.text;
  const shown = layer?.name === name ? own : name;
  return shown === layer?.operator.name ? operation : `${shown}: ${operation}`;
}

function factLines(node: GraphNode, shading: Shading | undefined): readonly string[] {
  const costs = graphCosts.flatMap((cost) => {
    const shade = cost === shading?.cost ? shading.shades.get(node.id) : undefined;
    if (isZero(node[cost])) return [];
    return [`${countLabel(node[cost])} ${costUnits[cost]}${shade === undefined ? "" : ` (${shade.share})`}`];
  });
  const joined = costs.join(" · ");
  return [
    ...(joined.length <= longest && joined !== "" ? [joined] : costs),
    ...(equals(node.times, one) ? [] : [timesText(node.times)]),
    ...(isTrue(node.condition) ? [] : [`if ${conditionLabel(node.condition)}`]),
  ];
}

/** All digits below 1000, three or four of them above; a formula that is not too long. */
function countLabel(e: Expr): string {
  const value = asConstant(e);
  if (value === undefined) return exactCell(e, longest);
  return value.den === 1n && value.num < 1000n ? value.num.toString() : countText(value);
}

/** `1 layer`, `n + 3 layers`. */
function wordedCount(count: Expr): string {
  const text = exactCell(count, longest);
  return `${text} ${text === "1" ? "layer" : "layers"}`;
}

function timesText(times: Expr): string {
  const text = toText(times);
  return `× ${text.length <= longest ? text : "…"}`;
}

function conditionLabel(condition: Condition): string {
  const text = conditionText(condition);
  return text.length <= longest ? text : "…";
}

/** The shape of the tensor; before it the condition of a choice, or that the edge leads back. */
export function edgeLines({ kind, shape, condition }: GraphEdge): readonly string[] {
  switch (kind) {
    case "flow":
      return [shapeLabel(shape)];
    case "then":
    case "otherwise":
      return [`if ${conditionLabel(condition)}`, shapeLabel(shape)];
    case "next-turn":
      return ["next turn", shapeLabel(shape)];
  }
}

function shapeLabel(shape: Shape): string {
  return shapeCell(shape, longest);
}

/** The path, and how many turns a repeat with a free count has. */
export function clusterLine({ name, times }: GraphCluster): string {
  return equals(times, one) ? name : `${name} ${timesText(times)}`;
}

/** What the counts are, and what was assumed of free parameters: for comments, since a picture has no room for it. */
export function remarkLines({ assumptions }: GraphView): readonly string[] {
  return [
    `MACs are ${defaultConvention.counts.split(";").slice(0, 2).join(";")}`,
    ...assumptions.map((each) => `assuming ${each}`),
  ];
}

/** The network with its parameters; its exact totals, where they are numbers; what is shaded. */
export function titleLines(view: GraphView, shading: Shading | undefined): readonly string[] {
  const given = view.arguments.map(argumentText).join(" ");
  const totals = graphCosts.flatMap((cost) => {
    const total = asConstant(view.totals[cost]);
    return total === undefined ? [] : [`${groupedText(total)} ${costUnits[cost]}`];
  });
  const shaded = shading === undefined ? [] : [`shaded by ${costUnits[shading.cost]}`];
  const second = [...totals, ...shaded].join(" · ");
  return [given === "" ? view.network : `${view.network}  ${given}`, ...(second === "" ? [] : [second])];
}

/** Whether an edge exists under a condition only: an arm of a choice, one into a node under a condition, or one back into a turn. */
export function isDashed({ kind, to }: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const reader = nodes.get(to);
  return kind !== "flow" || (reader !== undefined && reader.kind !== "choice" && !isTrue(reader.condition));
}
