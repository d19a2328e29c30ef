import type { Span } from "../../core/source.ts";
import type { Layer, PathSegment, TensorId } from "../../graph/index.ts";
import { GraphBuilder } from "../../model/index.ts";
import { type AttributeValue, type Operator, type OperatorFault, operators, type Shape } from "../../ops/index.ts";
import { asInteger, one, trueCondition } from "../../symbolic/index.ts";
import { arrange } from "./arrange.ts";
import { axisIn, longestList } from "./attributes.ts";
import { concreteContext } from "./concrete-context.ts";
import { type Constant, FoldingBudget } from "./constant.ts";
import { refuse, shown } from "./fault.ts";
import type { LayerData, LayerParts } from "./layer-data.ts";
import { LayerNames } from "./layer-names.ts";
import { type OnnxNode, placeOf } from "./model.ts";
import { intExpr } from "./number.ts";
import { checkRank, largestDimension } from "./tensor.ts";
import { type Axis, axisOf, dimsOf, type Flow, ownAxis, reshaped, sameAxes, type Target, usualTarget } from "./view.ts";

/** The value of a name that an operator without a rule stands behind. */
export interface Unknown {
  readonly kind: "unknown";
}
export type Value = Constant | Flow | Unknown;

export interface TranslationOptions {
  readonly opset: number;
  readonly fixedBatch: number;
  /** Nodes by the names of their inputs. */
  readonly readers: ReadonlyMap<string, readonly OnnxNode[]>;
  readonly outputs: readonly string[];
  readonly span: Span;
}

/** Thrown by a rule that does not hold for a node: the node's operator is listed with the reason. */
export class Unsupported extends Error {}

/** The state of turning nodes into layers. */
export class Translation {
  readonly builder = new GraphBuilder();
  readonly data = new Map<number, LayerData>();
  readonly budget = new FoldingBudget();
  readonly opset: number;
  /** The batch that the file fixes; layers are those of one inference. */
  readonly fixedBatch: number;
  private isInt8 = false;
  private readonly fused = new Set<OnnxNode>();
  private readonly wholes = new Set<string>();
  private readonly outputs: ReadonlySet<string>;
  private readonly values = new Map<string, Value>();
  private readonly names = new LayerNames();
  private readonly span: Span;
  private node: OnnxNode | undefined;
  private readonly readers: ReadonlyMap<string, readonly OnnxNode[]>;

  constructor({ opset, fixedBatch, readers, outputs, span }: TranslationOptions) {
    this.opset = opset;
    this.fixedBatch = fixedBatch;
    this.readers = readers;
    this.outputs = new Set(outputs);
    this.span = span;
  }

  /** Says that the file computes in integers. */
  markQuantized(): void {
    this.isInt8 = true;
  }

  get isQuantized(): boolean {
    return this.isInt8;
  }

  isOutput(name: string): boolean {
    return this.outputs.has(name);
  }

  isRead(name: string): boolean {
    return this.isOutput(name) || this.readers.has(name);
  }

  /** Lets a value stand for what a node behind it would make. */
  fuse(node: OnnxNode, value: Value): void {
    this.fused.add(node);
    this.set(node.outputs[0], value);
  }

  isFused(node: OnnxNode): boolean {
    return this.fused.has(node);
  }

  /** Says which node the layers that follow come from. */
  begin(node: OnnxNode): void {
    this.node = node;
  }

  /** The node as messages name it. */
  get place(): string {
    const { node } = this;
    if (node === undefined) return "";
    return shown(placeOf(node));
  }

  readersOf(name: string): readonly OnnxNode[] {
    return this.readers.get(name) ?? [];
  }

  valueOf(name: string): Value | undefined {
    return this.values.get(name);
  }

  /** Says that a value of the file is of whole numbers, such as ids. */
  markWhole(name: string | undefined): void {
    if (name !== undefined && name !== "") this.wholes.add(name);
  }

  isWhole(name: string): boolean {
    return this.wholes.has(name);
  }

  /** Errors: onnx/too-large. */
  checkRank(rank: number): void {
    checkRank(rank, this.place);
  }

  set(name: string | undefined, value: Value): void {
    if (value.kind !== "unknown") this.checkRank(value.kind === "flow" ? value.axes.length : value.dims.length);
    if (name !== undefined && name !== "") this.values.set(name, value);
  }

  /** An input of a node; undefined when it is left out. */
  input(node: OnnxNode, index: number): Value | undefined {
    const name = node.inputs[index];
    if (name === undefined || name === "") return undefined;
    const value = this.values.get(name);
    if (value === undefined) refuse("onnx/undefined-value", { name: shown(name), node: this.place });
    return value;
  }

  /** An input that depends on the network's input; a constant becomes a learned tensor. */
  flow(node: OnnxNode, index: number): Flow {
    const value = this.input(node, index);
    if (value === undefined) return this.mismatch(`input ${index} is missing`);
    return this.asFlow(value);
  }

  asFlow(value: Value): Flow {
    if (value.kind === "unknown") throw new Unsupported("unknown");
    return value.kind === "flow" ? this.padded(value) : this.weight(value);
  }

  /** An input that must be known; undefined when it is left out. */
  constant(node: OnnxNode, index: number, what: string): Constant | undefined {
    const value = this.input(node, index);
    if (value === undefined) return undefined;
    if (value.kind !== "constant") throw new Unsupported(`${what} that depends on the input`);
    return value;
  }

  /** Whole numbers of a known input. */
  integers(node: OnnxNode, index: number, what: string): readonly number[] | undefined {
    const found = this.constant(node, index, what);
    if (found === undefined) return undefined;
    if (found.count > longestList) return this.mismatch(`${what} has ${found.count} elements`);
    const values = [...found.values()];
    if (!values.every(Number.isInteger)) return this.mismatch(`${what} are no whole numbers`);
    // Exporters write the largest 64-bit integer for "to the end".
    return values.map((each) => Math.min(Math.max(each, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
  }

  /** An axis of a node within the rank. */
  axis(axis: number, rank: number): number {
    return axisIn(axis, rank) ?? this.mismatch(`axis ${axis} of a tensor of ${rank} dimensions`);
  }

  /** Ends the reading: the node contradicts its inputs. */
  mismatch(problem: string): never {
    refuse("onnx/node", { node: this.place, operator: shown(this.node?.opType ?? ""), problem });
  }

  addInput(shape: Shape): TensorId {
    return this.builder.addInput(shape);
  }

  /** A constant that flows: a layer of its own. */
  weight(constant: Constant): Flow {
    const axes = constant.dims.map(axisOf);
    const target = usualTarget({ axes });
    return this.weightAs(constant, target, axes);
  }

  /** The same with a layout of its own; `axes` are those of the ONNX tensor, in the constant's order. */
  weightAs(constant: Constant, target: Target, axes: readonly Axis[]): Flow {
    const { layout } = target;
    const sizes = target.axes.map((axis) => axis.reduce((product, each) => product * each.size, 1));
    const [first = 1, ...others] = sizes;
    const isPlainTokens = layout === "tokens" && first === 1;
    const isLearned = constant.isLearned && !isMask(constant);
    const [own] = this.emit("weight", [], {
      attributes: {
        shape: isPlainTokens ? others : sizes,
        ...(layout === "tokens" && !isPlainTokens ? { as: "tokens" } : {}),
        ...(isLearned ? {} : { learned: false }),
        ...(isLearned && constant.distinct !== undefined ? { values: constant.distinct } : {}),
      },
      tensors: { weight: constant },
    });
    return { kind: "flow", tensor: own ?? 0, layout, own: target.axes, axes };
  }

  /** Adds a layer. The inputs are given as tensors of the graph, layouts as the operator needs them. */
  emit(name: string, inputs: readonly TensorId[], parts: LayerParts = {}): readonly TensorId[] {
    const operator = operators.get(name);
    if (operator === undefined) throw new Unsupported(name);
    const attributes = boundAttributes(operator, parts.attributes ?? {});
    this.checkNumbers(operator, attributes);
    const shapes = inputs.map((each) => this.shapeOf(each));
    const result = operator.inferShape(shapes, attributes, concreteContext);
    if (result.kind === "fault") return this.shapeFault(result.fault);
    for (const dim of result.outputs.flatMap((each) => each.dims)) {
      const size = Number(asInteger(dim) ?? 0n);
      if (size < 1) this.mismatch(`\`${name}\` would have a dimension of ${size}`);
      if (size > largestDimension) refuse("onnx/too-large", { name: this.place, what: `a dimension of ${size}` });
    }
    const segments = this.names.next(this.node?.name ?? "", operator.name);
    const outputs = this.builder.addLayer(this.layer(operator, attributes, inputs, segments), result.outputs);
    const tensors = new Map(Object.entries(parts.tensors ?? {}).flatMap(([key, each]) => (each ? [[key, each]] : [])));
    const numbers = new Map(Object.entries(parts.numbers ?? {}));
    const { otherwise } = parts;
    if (tensors.size > 0 || numbers.size > 0 || otherwise !== undefined)
      this.data.set(this.builder.layerCount - 1, { tensors, numbers, otherwise });
    return outputs;
  }

  /** The language's own limits of whole numbers hold for those of a file. */
  private checkNumbers(operator: Operator, attributes: ReadonlyMap<string, AttributeValue>): void {
    for (const { name, type, minimum = 1n } of operator.attributes) {
      const value = attributes.get(name);
      if (type === "number" || typeof value !== "object") continue;
      const numbers = Array.isArray(value) ? value : [value];
      for (const each of numbers) {
        const whole = asInteger(each);
        if (whole === undefined) continue;
        if (whole > BigInt(largestDimension))
          refuse("onnx/too-large", { name: this.place, what: `\`${name}\` of ${whole}` });
        if (type === "int" && whole < minimum) this.mismatch(`\`${name}\` would be ${whole}`);
      }
    }
  }

  private layer(
    operator: Operator,
    attributes: ReadonlyMap<string, AttributeValue>,
    inputs: readonly TensorId[],
    segments: readonly PathSegment[],
  ): Omit<Layer, "index" | "outputs"> {
    const name = segments.map((each) => each.text).join(".");
    const where = { span: this.span, uses: [], factor: one, guard: trueCondition };
    return { name, segments, operator, attributes, inputs, ...where };
  }

  /** A shape rule's fault; a combination that ONNX allows and the language has no operator for. */
  private shapeFault({ code, args }: OperatorFault): never {
    const said = Object.values(args as Record<string, unknown>)
      .map(String)
      .join(", ");
    throw new Unsupported(`${code}: ${shown(said)}`);
  }

  shapeOf(id: TensorId): Shape {
    return this.builder.tensorAt(id)?.shape ?? { layout: "vector", dims: [] };
  }

  /** A layer on the graph's tensor that leaves its shape alone: the ONNX tensor is read as before. */
  same(flow: Flow, operator: string, parts: LayerParts = {}): Flow {
    const solid = this.padded(flow);
    const [tensor] = this.emit(operator, [solid.tensor], parts);
    return { ...solid, tensor: tensor ?? solid.tensor };
  }

  /** The flow of a new tensor whose own axes are read as they are. `leading` axes of 1 stand in front, the batch. */
  plain(tensor: TensorId, leading = 1): Flow {
    const { layout, dims } = this.shapeOf(tensor);
    const own = dims.map((each) => axisOf(Number(asInteger(each) ?? 1n)));
    const others = layout === "tokens" ? own.slice(1) : own;
    const sets = layout === "tokens" ? [own[0] ?? []] : Array.from({ length: leading }, (): Axis => []);
    return { kind: "flow", tensor, layout, own, axes: [...sets, ...others] };
  }

  /** The flow with the layout asked for; layers that move elements are added where they are needed. */
  as(flow: Flow, target: Target): Flow {
    return arrange(this, this.padded(flow), target);
  }

  /** The flow with its own zeros as a layer; `otherwise` says what the file has in their place. */
  padded(flow: Flow, otherwise?: string): Flow {
    if (flow.padding === undefined) return flow;
    const { padding, ...rest } = flow;
    const [tensor = flow.tensor] = this.emit("pad", [flow.tensor], {
      attributes: { p: marginsOf(padding) },
      otherwise,
    });
    const made = this.plain(tensor);
    return { ...rest, ...made };
  }

  /** [1, C, H, W] or [1, C, L] as an image. */
  image(flow: Flow): Flow {
    const { axes } = flow;
    if (axes.length < 3 || axes.length > 4) throw new Unsupported(`${axes.length - 2} spatial dimensions`);
    const [sets = [], channels = [], rows = [], columns] = axes;
    if (sets.length > 0) throw new Unsupported("a batch that is made inside the network");
    const target = columns === undefined ? [channels, [], rows] : [channels, rows, columns];
    return this.as(flow, { layout: "image", axes: target });
  }

  /** A reading under other dimensions. */
  reshape(flow: Flow, dims: readonly number[]): Flow {
    const direct = reshaped(this.padded(flow), dims);
    if (direct !== undefined) return direct;
    const flat = this.as(flow, { layout: "vector", axes: [flow.axes.flat()] });
    const again = reshaped({ ...flat, axes: flat.own }, dims);
    return again ?? this.mismatch(`${dimsOf(flow).join("x")} elements cannot be read as ${dims.join("x")}`);
  }

  /** The flow laid out so that one ONNX axis is its features. */
  withFeatures(flow: Flow, axis: number): Flow {
    const solid = this.padded(flow);
    const feature = solid.layout === "image" ? 0 : solid.own.length - 1;
    const wanted = solid.axes[axis] ?? [];
    if (wanted.length === 0 ? solid.own[feature]?.length === 0 : ownAxis(solid, axis) === feature) return solid;
    const usual = usualTarget(solid);
    if (sameAxes([usual.axes[usual.layout === "image" ? 0 : usual.axes.length - 1] ?? []], [wanted]))
      return this.as(solid, usual);
    const others = solid.axes.filter((_, index) => index !== axis);
    const isLast = axis === solid.axes.length - 1;
    if (!isLast && axis === 1 && solid.axes.length <= 4 && solid.axes[0]?.length === 0) return this.image(solid);
    const [sets, rows] = [others.slice(0, -1).flat(), others.at(-1) ?? []];
    return this.as(solid, { layout: "tokens", axes: [sets, rows, wanted] });
  }
}

/** Numbers that are added to attention scores to keep tokens apart: 0 and one number far below it, which nobody has learned. */
function isMask(constant: Constant): boolean {
  if (constant.count < 4 || constant.dims.length < 2 || constant.count > largestMask) return false;
  const values = constant.values();
  const low = values.find((each) => each !== 0) ?? 0;
  return low <= -10 && values.includes(0) && values.every((each) => each === 0 || each === low);
}

const largestMask = 2 ** 24;

/** Attributes with defaults filled in. */
function boundAttributes(
  operator: Operator,
  given: Readonly<Record<string, AttributeValue | number | readonly number[]>>,
): ReadonlyMap<string, AttributeValue> {
  const values = new Map<string, AttributeValue>();
  for (const spec of operator.attributes) {
    const value = given[spec.name];
    const bound = value === undefined ? defaultOf(spec.default, values) : exprOf(value);
    if (bound !== undefined) values.set(spec.name, bound);
  }
  return values;
}

function defaultOf(
  fallback: Operator["attributes"][number]["default"],
  values: ReadonlyMap<string, AttributeValue>,
): AttributeValue | undefined {
  return typeof fallback === "function" ? fallback(values) : fallback;
}

function exprOf(value: AttributeValue | number | readonly number[]): AttributeValue {
  if (typeof value === "number") return intExpr(value);
  if (!Array.isArray(value)) return value as AttributeValue;
  return value.map((each) => (typeof each === "number" ? intExpr(each) : each));
}

/** Margins in the shortest form: p, [ph, pw] or [top, bottom, left, right]. */
export function marginsOf([top, bottom, left, right]: readonly [number, number, number, number]):
  | number
  | readonly number[] {
  if (top !== bottom || left !== right) return [top, bottom, left, right];
  return top === left ? top : [top, left];
}
