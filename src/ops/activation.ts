import {
  add,
  constant,
  divide,
  type Expr,
  exp,
  maxOf,
  minOf,
  multiply,
  negate,
  one,
  subtract,
  zero,
} from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import type { MemoryBehaviour, Operator } from "./operator.ts";
import { alongFeatures } from "./reach.ts";
import { elements } from "./shape.ts";

const relu6 = (x: Expr) => minOf([maxOf([x, zero]), constant(6)]);
const hardSigmoid = (x: Expr) => divide(relu6(add(x, constant(3))), constant(6));
const sigmoid = (x: Expr) => divide(one, add(one, exp(negate(x))));

/** The activations as functions of a real; the others have no formula in rational functions, max, min and exp. */
const scalars: Readonly<Record<string, (x: Expr) => Expr>> = {
  relu: (x) => maxOf([x, zero]),
  relu6,
  hsigmoid: hardSigmoid,
  hswish: (x) => multiply(x, hardSigmoid(x)),
  sigmoid,
  silu: (x) => multiply(x, sigmoid(x)),
  tanh: (x) => subtract(multiply(constant(2), sigmoid(multiply(constant(2), x))), one),
  elu: (x) => add(maxOf([x, zero]), minOf([subtract(exp(x), one), zero])),
};

/** Memory: which activations runtimes compute in place behind their producer. */
const table: readonly (readonly [name: string, doc: string, memory: MemoryBehaviour])[] = [
  ["relu", "max(x, 0)", "in-place"],
  ["relu6", "min(max(x, 0), 6)", "in-place"],
  ["hswish", "x * relu6(x + 3) / 6", "in-place"],
  ["hsigmoid", "relu6(x + 3) / 6", "in-place"],
  ["silu", "x * sigmoid(x), also called swish", "in-place"],
  ["sigmoid", "1 / (1 + exp(-x))", "allocates"],
  ["gelu", "x * Phi(x)", "allocates"],
  ["tanh", "hyperbolic tangent", "allocates"],
  ["leaky_relu", "x where positive, a small multiple of x elsewhere", "allocates"],
  ["elu", "x where positive, exp(x) - 1 elsewhere", "allocates"],
  ["mish", "x * tanh(log(1 + exp(x)))", "allocates"],
  ["softplus", "log(1 + exp(x))", "allocates"],
  [
    "gelu_tanh",
    "x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2, the usual approximation of gelu",
    "allocates",
  ],
  ["softmax", "exponentials, normalised to sum 1 over the feature axis", "allocates"],
  ["log_softmax", "logarithm of softmax over the feature axis", "allocates"],
];

/** Element-wise activations: the shape stays, one counted operation per element, no MACs. */
export const activations: readonly Operator[] = table.map(([name, doc, memory]) => ({
  name,
  doc,
  inputs: 1,
  family: "activation",
  memory,
  reach: alongFeatures,
  attributes: [],
  ...(scalars[name] === undefined ? {} : { scalar: scalars[name] }),
  inferShape: (inputs) => ({ kind: "shapes", outputs: inputs.slice(0, 1) }),
  cost: (_inputs, outputs) =>
    costParts({ activationElements: outputs[0] === undefined ? costParts().macs : elements(outputs[0]) }),
}));
