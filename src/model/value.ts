import type {
  BlockDeclaration,
  Expression,
  FunctionDeclaration,
  NetDeclaration,
  NumberSuffix,
} from "../../grammar/index.ts";
import type { Spelling } from "../cost/index.ts";
import type { TensorId } from "../graph/index.ts";
import type { Operator, Shape } from "../ops/index.ts";
import { type Condition, type Expr, iverson } from "../symbolic/index.ts";
import type { Dimension } from "./dimension.ts";
import type { Scope } from "./scope.ts";

export interface NumberValue {
  readonly kind: "number";
  readonly expr: Expr;
  readonly dimension: Dimension;
}

export interface BooleanValue {
  readonly kind: "boolean";
  readonly condition: Condition;
}

export interface StringValue {
  readonly kind: "string";
  readonly text: string;
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  /** Whether a tensor is among the items, or in a list among them. Kept, since lists may share their items without bound. */
  readonly holdsTensor: boolean;
}

/** A tensor of the graph under construction. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly id: TensorId;
  readonly shape: Shape;
  /** The run of a net that made it: taps and layers can be asked for by name. */
  readonly instance?: NetInstance;
}

/** What can be asked of a net that was applied: its taps and the tensors behind its layers, by path inside the net. */
export interface NetInstance {
  readonly name: string;
  readonly taps: ReadonlyMap<string, TensorValue>;
  /** What flowed at its end; undefined for a list. */
  readonly result: TensorId | undefined;
  /** Its tensors, and its flow statements among all, as [first, behind the last]. */
  readonly tensors: readonly [TensorId, TensorId];
  readonly flows: readonly [number, number];
  /** The tensor behind each layer by its path inside the net. Found when asked for: most nets are never looked into. */
  layers(): ReadonlyMap<string, TensorValue>;
}

/** Arguments bound to a block, evaluated where the call was written. */
export interface BoundArguments {
  readonly positional: readonly BoundArgument[];
  readonly named: ReadonlyMap<string, BoundArgument>;
}

export interface BoundArgument {
  readonly value: Value;
  readonly source: Expression;
}

export type BlockValue =
  | {
      readonly kind: "block";
      readonly form: "operator";
      readonly operator: Operator;
      readonly bound: BoundArguments;
      readonly site: Expression | undefined;
    }
  | {
      readonly kind: "block";
      readonly form: "block";
      readonly declaration: BlockDeclaration;
      readonly scope: Scope<Value>;
      readonly bound: BoundArguments;
      readonly site: Expression | undefined;
    }
  | {
      readonly kind: "block";
      readonly form: "net";
      readonly net: NetSource;
      readonly bound: BoundArguments;
      readonly site: Expression | undefined;
    }
  | { readonly kind: "block"; readonly form: "composition"; readonly parts: readonly BlockValue[] }
  | {
      readonly kind: "block";
      readonly form: "choice";
      readonly condition: Condition;
      readonly then: BlockValue;
      readonly otherwise: BlockValue;
    };

/** A declared net with the scope that it was declared in and the parameters that are fixed from outside. */
export interface NetSource {
  readonly declaration: NetDeclaration;
  readonly scope: Scope<Value>;
  readonly fixed: ReadonlyMap<string, Value>;
  /** The name that reports show. */
  readonly name: string;
  /** How the reference model of a shipped network is written. */
  readonly spelling?: Spelling | undefined;
}

export interface FunctionValue {
  readonly kind: "function";
  readonly declaration: FunctionDeclaration;
  readonly scope: Scope<Value>;
}

/** A function of the language itself: floor, max, macs, tensor ... */
export interface BuiltinValue {
  readonly kind: "builtin";
  readonly name: string;
}

export interface TableValue {
  readonly kind: "table";
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly RowValue[];
}

export interface RowValue {
  readonly kind: "row";
  readonly table: string;
  readonly index: number;
  readonly cells: ReadonlyMap<string, Value>;
}

export interface DeviceValue {
  readonly kind: "device";
  readonly name: string;
}

/** Stands for a value that an error left unknown; nothing more is said about it. */
export interface ErrorValue {
  readonly kind: "error";
}

export type Value =
  | NumberValue
  | BooleanValue
  | StringValue
  | ListValue
  | TensorValue
  | BlockValue
  | FunctionValue
  | BuiltinValue
  | TableValue
  | RowValue
  | DeviceValue
  | ErrorValue;

export const errorValue: ErrorValue = { kind: "error" };

export function numberValue(expr: Expr, dimension: Dimension = "none"): NumberValue {
  return { kind: "number", expr, dimension };
}

/** `[a == b]` where a number is wanted: 1 where the condition holds and 0 elsewhere, as formulas are printed. */
export function asNumber(value: Value): Value {
  const only = value.kind === "list" && value.items.length === 1 ? value.items[0] : undefined;
  return only?.kind === "boolean" ? numberValue(iverson(only.condition)) : value;
}

export function booleanValue(condition: Condition): BooleanValue {
  return { kind: "boolean", condition };
}

export function listValue(items: readonly Value[]): ListValue {
  return { kind: "list", items, holdsTensor: items.some(holdsTensor) };
}

/** Whether the value is a tensor or a list with a tensor in it. */
export function holdsTensor(value: Value): boolean {
  return value.kind === "tensor" || (value.kind === "list" && value.holdsTensor);
}

export const noArguments: BoundArguments = { positional: [], named: new Map() };

/** What a literal's suffix measures. */
export function dimensionOf(suffix: NumberSuffix): Dimension {
  switch (suffix) {
    case "us":
    case "ms":
    case "s":
      return "time";
    case "B":
    case "KB":
    case "MB":
    case "GB":
    case "KiB":
    case "MiB":
    case "GiB":
      return "bytes";
    case "MHz":
    case "GHz":
      return "frequency";
    case "mJ":
      return "energy";
    default:
      return "none";
  }
}

/** The type of a value in the language's words, for messages. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case "boolean":
      return "bool";
    case "block":
      return value.form === "net" ? "net" : "block";
    case "function":
    case "builtin":
      return "function";
    case "device":
      return "hw";
    case "number":
      return value.dimension === "none" ? "number" : value.dimension;
    default:
      return value.kind;
  }
}
