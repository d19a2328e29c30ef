import { rationalToNumber } from "../../core/rational.ts";
import type { Layer } from "../../graph/index.ts";
import type { AttributeValue, Shape } from "../../ops/index.ts";
import { asConstant, asInteger, type Expr } from "../../symbolic/index.ts";
import type { WrittenAttribute, WrittenNode, WrittenTensor } from "./write-proto.ts";

/**
 * The learned tensors and the constants of a layer by role: weight, bias, scale, shift, mean, variance, slope, epsilon; of attention
 * in_weight, in_bias, out_weight, out_bias. Row-major, as the executor has them.
 */
export type LayerValues = (layer: Layer) => ReadonlyMap<string, Float32Array>;

/** A tensor of the graph under its ONNX name. */
export interface NamedTensor {
  readonly name: string;
  readonly layout: Shape["layout"];
  readonly dims: readonly number[];
}

/** Images and vectors have a batch of 1 in front; tokens have their sets there. */
export function onnxDims(layout: Shape["layout"], sizes: readonly number[]): readonly number[] {
  return layout === "tokens" ? sizes : [1, ...sizes];
}

/** Writes the nodes of one layer after the other. */
export class LayerWriter {
  readonly nodes: WrittenNode[] = [];
  private readonly keep: (tensor: WrittenTensor) => void;
  private readonly values: LayerValues;
  private own: ReadonlyMap<string, Float32Array> = new Map();
  private current: Layer | undefined;
  private inner = 0;
  /** How often a node's name was wanted; onnxruntime refuses a file in which two nodes have the same. */
  private readonly taken = new Map<string, number>();

  constructor(keep: (tensor: WrittenTensor) => void, values: LayerValues) {
    this.keep = keep;
    this.values = values;
  }

  begin(layer: Layer): this {
    this.current = layer;
    this.own = this.values(layer);
    this.inner = 0;
    return this;
  }

  get layer(): Layer {
    if (this.current === undefined) throw new TypeError("no layer was begun");
    return this.current;
  }

  /** A node; gives the name of its first output, which is made up unless it is told. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, WrittenAttribute>> = {},
    outputs: readonly string[] = [this.innerName()],
  ): string {
    const path = `/${this.layer.segments.map((each) => each.text).join("/")}/${opType}`;
    const count = (this.taken.get(path) ?? 0) + 1;
    this.taken.set(path, count);
    const name = count === 1 ? path : `${path}_${count}`;
    this.nodes.push({ opType, name, inputs, outputs, attributes });
    return outputs[0] ?? "";
  }

  private innerName(): string {
    this.inner += 1;
    return `${this.layer.name}/${this.inner}`;
  }

  /** A learned tensor of the layer as an initializer; gives its name. */
  learned(role: string, dims: readonly number[], name = `${this.layer.name}.${role}`): string {
    const data = this.own.get(role);
    const count = dims.reduce((product, each) => product * each, 1);
    if (data?.length !== count) throw new RangeError(`${name} has ${data?.length ?? 0} elements, ${count} are needed`);
    this.keep({ name, dims, data });
    return name;
  }

  /** Whether the layer has a learned tensor: a folded bias is there though the layer has none of its own. */
  has(role: string): boolean {
    return this.own.has(role);
  }

  /** A constant of the operator's formula. */
  constantOf(role: string, fallback: number): number {
    return this.own.get(role)?.[0] ?? fallback;
  }

  /** Known numbers as a Constant. */
  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.constant({ name: "", dims, data: Float32Array.from(values) });
  }

  integers(values: readonly number[]): string {
    return this.constant({ name: "", dims: [values.length], data: BigInt64Array.from(values.map(BigInt)) });
  }

  private constant(tensor: WrittenTensor): string {
    return this.node("Constant", [], { value: { tensor } });
  }

  number(name: string): number {
    const value = this.layer.attributes.get(name);
    return isExpr(value) ? numberOf(value) : 0;
  }

  pair(name: string): readonly [number, number] {
    const value = this.layer.attributes.get(name);
    if (isList(value)) return [numberOf(value[0]), numberOf(value[1])];
    return [this.number(name), this.number(name)];
  }

  list(name: string): readonly number[] {
    const value = this.layer.attributes.get(name);
    return isList(value) ? value.map(numberOf) : [];
  }

  flag(name: string): boolean {
    return this.layer.attributes.get(name) === true;
  }

  word(name: string): string {
    const value = this.layer.attributes.get(name);
    return typeof value === "string" ? value : "";
  }
}

function isList(value: AttributeValue | undefined): value is readonly Expr[] {
  return Array.isArray(value);
}

function isExpr(value: AttributeValue | undefined): value is Expr {
  return typeof value === "object" && !Array.isArray(value);
}

function numberOf(value: Expr | undefined): number {
  const whole = value === undefined ? undefined : asInteger(value);
  if (whole !== undefined) return Number(whole);
  const known = value === undefined ? undefined : asConstant(value);
  return known === undefined ? 0 : rationalToNumber(known);
}
