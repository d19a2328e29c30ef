import { assertNever } from "../../core/internal-error.ts";
import {
  assign,
  demote,
  doubles,
  type Local,
  type MultiplyAdd,
  multiplyAdd,
  promoteLow,
  type Statement,
  shuffle,
  singles,
  type Vector,
  vectorOf,
} from "./expression.ts";
import type { Locals } from "./wasm-module.ts";

/** Activations that come out of WebAssembly with the reference's bits; those with an exponential do not. */
export const activationNames = ["relu", "relu6", "hsigmoid", "hswish"] as const;
export type ActivationName = (typeof activationNames)[number];

/** Element-wise operators of two tensors. */
export const combinations = {
  add: "f32x4.add",
  sub: "f32x4.sub",
  mul: "f32x4.mul",
  div: "f32x4.div",
  maximum: "f32x4.max",
  minimum: "f32x4.min",
} as const;
export type Combination = keyof typeof combinations;

/** What is done to a vector of values before it is stored, in order. */
export type StageShape =
  /** Factor and addend of each channel. */
  | { readonly kind: "affine"; readonly how: MultiplyAdd }
  /** Another tensor, element by element, or one value per channel; `isSecond` where the flowing value is the second operand. */
  | {
      readonly kind: "combine";
      readonly name: Combination;
      readonly per: "element" | "channel";
      readonly isSecond: boolean;
    }
  | { readonly kind: "activation"; readonly name: ActivationName };

/** Where the operands of stages stand. */
export interface StageOperands {
  readonly factors: (affine: number) => Vector;
  readonly addends: (affine: number) => Vector;
  readonly other: () => Vector;
}

/** How many affine stages there are, and so how many pairs of factors and addends. */
export function affineCount(stages: readonly StageShape[]): number {
  return stages.filter(({ kind }) => kind === "affine").length;
}

/** Code that takes a value through its stages, in place. */
export function applyStages(
  value: Local<"v128">,
  stages: readonly StageShape[],
  operands: StageOperands,
  locals: Locals,
): Statement {
  let affine = 0;
  return stages.flatMap((stage) => {
    switch (stage.kind) {
      case "affine": {
        const sum = multiplyAdd(stage.how, operands.factors(affine), value, operands.addends(affine));
        affine++;
        return assign(value, sum);
      }
      case "combine": {
        const pair: [Vector, Vector] = stage.isSecond ? [operands.other(), value] : [value, operands.other()];
        return assign(value, vectorOf(combinations[stage.name], ...pair));
      }
      case "activation":
        return activate(value, stage.name, locals);
      default:
        return assertNever(stage);
    }
  });
}

function activate(value: Local<"v128">, name: ActivationName, locals: Locals): Statement {
  switch (name) {
    case "relu":
      return assign(value, positive(value));
    case "relu6":
      return assign(value, vectorOf("f32x4.pmin", positive(value), singles(6)));
    case "hsigmoid":
    case "hswish":
      return inDoubles(value, name, locals);
  }
}

/** `Math.max(x, 0)`: adding 0 first makes -0 a 0, and `pmax(x, 0)` hands NaN on. */
function positive(value: Vector): Vector {
  return vectorOf("f32x4.pmax", vectorOf("f32x4.add", value, singles(0)), singles(0));
}

/** The reference evaluates these in double and rounds once; so two lanes at a time are doubles here. */
function inDoubles(value: Local<"v128">, name: "hsigmoid" | "hswish", locals: Locals): Statement {
  const [low, high] = [locals.add("v128"), locals.add("v128")];
  return [
    ...assign(low, promoteLow(value)),
    ...assign(high, promoteLow(shuffle(value, value, [2, 3, 2, 3]))),
    ...assign(value, shuffle(demote(hard(low, name)), demote(hard(high, name)), [0, 1, 4, 5])),
  ];
}

/** relu6(x + 3) / 6, or x * relu6(x + 3) / 6, of two doubles. */
function hard(x: Vector, name: "hsigmoid" | "hswish"): Vector {
  const shifted = vectorOf("f64x2.add", x, doubles(3));
  const clamped = vectorOf("f64x2.pmin", vectorOf("f64x2.pmax", shifted, doubles(0)), doubles(6));
  return vectorOf("f64x2.div", name === "hswish" ? vectorOf("f64x2.mul", x, clamped) : clamped, doubles(6));
}
