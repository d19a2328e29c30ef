import type { Attributes } from "./attributes.ts";
import type { Precision } from "./precision.ts";
import type { Tensor } from "./tensor.ts";

/** What a parameter is before anybody gives its values. `spread` is a standard deviation, `fanIn` the products of one output. */
export type Start =
  | { readonly kind: "he-normal"; readonly fanIn: number }
  | { readonly kind: "around"; readonly value: number; readonly spread: number }
  | { readonly kind: "constant"; readonly value: number };

/** One learned tensor of a layer, or a constant of its formula (`epsilon`), which has the start `constant`. */
export interface ParameterSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly start: Start;
}

/** The values of a layer's parameters by name, row-major. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/** One layer to execute. */
export interface Task {
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly parameters: Parameters;
  readonly precision: Precision;
}

/** What a kernel hands back. */
export interface KernelResult {
  readonly outputs: readonly Tensor[];
  /** Products of multiply-accumulates that were formed, counted while forming them. */
  readonly multiplications: number;
}

/** One operator of the language, executed. */
export interface Kernel {
  readonly parameters?: (inputs: readonly Tensor[], attributes: Attributes) => readonly ParameterSpec[];
  /** Elements that it holds at once beside inputs, outputs and parameters; 0 where that is no more than a row or a channel. */
  readonly scratch?: (inputs: readonly Tensor[], attributes: Attributes) => number;
  readonly run: (task: Task) => KernelResult;
}

/** Outputs of a kernel that accumulates no products. */
export function outputsOnly(...outputs: readonly Tensor[]): KernelResult {
  return { outputs, multiplications: 0 };
}

/** The input at a place. Errors: a missing one is a broken invariant, since the graph was checked. */
export function inputOf({ inputs }: Pick<Task, "inputs">, at = 0): Tensor {
  const input = inputs[at];
  if (input === undefined) throw new RangeError(`input ${at} is missing`);
  return input;
}

/** A parameter that the layer must have. */
export function parameterOf({ parameters }: Pick<Task, "parameters">, name: string): Float32Array {
  const data = parameters.get(name);
  if (data === undefined) throw new RangeError(`parameter ${name} is missing`);
  return data;
}

/** A constant of the operator's formula. */
export function constantOf(task: Pick<Task, "parameters">, name: string): number {
  return parameterOf(task, name)[0] ?? 0;
}

/** Biases start near 0. */
export function biasSpec(name: string, count: number): ParameterSpec {
  return { name, dims: [count], start: { kind: "around", value: 0, spread: 0.1 } };
}

/** A number of the operator's formula that files of other frameworks may set otherwise. */
export function constantSpec(name: string, value: number): ParameterSpec {
  return { name, dims: [1], start: { kind: "constant", value } };
}
