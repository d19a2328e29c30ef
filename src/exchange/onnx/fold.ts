import { axisIn, intOf, intsOf } from "./attributes.ts";
import { type Constant, computed, float32, integersConstant, storedConstant, stridesOf, withDims } from "./constant.ts";
import { elementTypes } from "./data-type.ts";
import { elementFolds } from "./fold-elements.ts";
import { listed, placeFolds } from "./fold-places.ts";
import { reductionFolds } from "./fold-reduction.ts";
import type { Folding, FoldRule } from "./fold-rule.ts";
import { type OnnxNode, placeOf } from "./model.ts";
import { dequantize, widthOf } from "./ops/quantized.ts";
import type { Numbers } from "./tensor.ts";

/** Whether an operator can be computed where all its inputs are known. */
export function canFold({ domain, opType }: OnnxNode): boolean {
  return domain === "" && (opType === "Shape" || Object.hasOwn(foldRules, opType));
}

/** Outputs of a node whose inputs are all known; undefined where there is no rule for it. */
export function fold(
  node: OnnxNode,
  inputs: readonly (Constant | undefined)[],
  folding: Folding,
): readonly Constant[] | undefined {
  const rule = node.domain === "" && Object.hasOwn(foldRules, node.opType) ? foldRules[node.opType] : undefined;
  return rule?.(node.name === "" ? { ...node, name: placeOf(node) } : node, inputs, folding);
}

const same: FoldRule = (_node, [a]) => (a === undefined ? undefined : [a]);

/** Element types by what `Cast` calls them. */
const castType = (node: OnnxNode) => elementTypes.get(intOf(node, "to", 1));

const foldRules: Readonly<Record<string, FoldRule>> = {
  Constant: (node, _inputs, folding) => {
    const { attributes } = node;
    const tensor = (attributes.get("value") ?? attributes.get("sparse_value"))?.tensor;
    if (tensor !== undefined) return [storedConstant({ ...folding.check(tensor), name: "" }, false)];
    const ints = intsOf(node, "value_ints");
    if (ints !== undefined) return [integersConstant(ints, folding.budget, node.name)];
    const int = attributes.get("value_int")?.int;
    if (int !== undefined) return [withDims(integersConstant([Number(int)], folding.budget, node.name), [])];
    const float = attributes.get("value_float")?.float;
    const floats = float === undefined ? attributes.get("value_floats")?.floats : [float];
    if (floats === undefined) return undefined;
    const made = computed([floats.length], float32, (into) => into.set(floats), folding.budget, node.name);
    return [float === undefined ? made : withDims(made, [])];
  },
  Identity: same,
  Dropout: same,
  CastLike: same,
  Cast: (node, [a], folding) => {
    const type = castType(node);
    if (a === undefined || type === undefined) return undefined;
    if (type === a.type || (type.kind === "float" && a.type.kind === "float")) return [{ ...a, type }];
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++)
        into[at] = type.kind === "float" ? (values[at] ?? 0) : Math.trunc(values[at] ?? 0);
    };
    return [computed(a.dims, type, compute, folding.budget, node.name)];
  },
  Shape: (node, [a], folding) => (a === undefined ? undefined : [shapeOf(node, a.dims, folding)]),
  Size: (node, [a], folding) =>
    a === undefined ? undefined : [withDims(integersConstant([a.count], folding.budget, node.name), [])],
  ConstantOfShape: (node, [shape], folding) => {
    if (shape === undefined) return undefined;
    const tensor = node.attributes.get("value")?.tensor;
    const value = tensor === undefined ? undefined : folding.check(tensor);
    const dims = listed(shape);
    if (dims.some((each) => each < 0)) return folding.mismatch("a dimension is negative");
    const fill = () => value?.values()[0] ?? 0;
    return [computed(dims, value?.type ?? float32, (into) => into.fill(fill()), folding.budget, node.name)];
  },
  Range: (node, [start, limit, step], folding) => {
    if (start === undefined || limit === undefined || step === undefined) return undefined;
    const [from = 0, to = 0, by = 1] = [start, limit, step].map((each) => each.values()[0]);
    if (by === 0) return folding.mismatch("its step is 0");
    const count = Math.max(0, Math.ceil((to - from) / by));
    const compute = (into: Numbers) => {
      for (let at = 0; at < into.length; at++) into[at] = from + at * by;
    };
    return [computed([count], start.type, compute, folding.budget, node.name)];
  },
  CumSum: (node, [a, axisAt], folding) => {
    if (a === undefined || axisAt === undefined) return undefined;
    const axis = axisIn(axisAt.values()[0] ?? 0, a.dims.length);
    if (axis === undefined) return folding.mismatch("there is no such axis");
    if (intOf(node, "exclusive", 0) !== 0 || intOf(node, "reverse", 0) !== 0) return undefined;
    const stride = stridesOf(a.dims)[axis] ?? 1;
    const size = a.dims[axis] ?? 1;
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++) {
        const before = Math.floor(at / stride) % size === 0 ? 0 : (into[at - stride] ?? 0);
        into[at] = before + (values[at] ?? 0);
      }
    };
    return [computed(a.dims, a.type, compute, folding.budget, node.name)];
  },
  QuantizeLinear: (_node, [a, _scale, zero]) =>
    a === undefined ? undefined : [{ ...a, quantized: zero === undefined ? "int8" : (widthOf(zero) ?? "int8") }],
  DequantizeLinear: (node, [a, scale, zero], folding) => {
    if (a === undefined || scale === undefined) return undefined;
    // Weights that are stored as numbers and quantised by the graph.
    if (a.type.kind === "float") return [a];
    const axis = axisIn(intOf(node, "axis", 1), a.dims.length) ?? 0;
    return [dequantize(a, scale, zero, scale.count > 1 ? axis : 0, folding.budget)];
  },
  ...elementFolds,
  ...placeFolds,
  ...reductionFolds,
};

/** Operators that can be computed where all their inputs are known. */
export const foldable: readonly string[] = Object.keys(foldRules);

/** The dimensions of a tensor as a constant, cut to `start` and `end`. */
export function shapeOf(node: OnnxNode, dims: readonly number[], folding: Folding): Constant {
  const [start, end] = [intOf(node, "start", 0), intOf(node, "end", dims.length)];
  return integersConstant(dims.slice(start, end), folding.budget, node.name);
}
