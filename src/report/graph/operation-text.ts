import type { Layer } from "../../graph/index.ts";
import { type AttributeSpec, type AttributeValue, features, type Shape } from "../../ops/index.ts";
import { type Expr, equals, one } from "../../symbolic/index.ts";
import { numberText } from "../heading.ts";

/** Characters of one attribute's value that a label has room for. */
const longestValue = 36;

/**
 * An operator with every attribute that differs from its default: `conv 3×3 s2 g=32`, `attention heads=8`. The kernel stands as its size,
 * the stride behind `s`; the number of output features is left to the shape.
 */
export function operationText({ operator, attributes }: Layer, inputs: readonly Shape[], output: Shape): string {
  const geometry = operator.geometry?.(inputs, attributes);
  const parts = operator.attributes.flatMap((spec) => {
    const value = attributes.get(spec.name);
    if (value === undefined) return [];
    if (spec.name === "k" && geometry !== undefined) return [geometry.kernel.map(shortText).join("×")];
    if (spec.name === "s" && geometry !== undefined) return strideText(geometry.stride);
    const isStated = isDefault(spec, value, attributes) || isFeatureCount(spec, value, output);
    return isStated ? [] : [attributeText(spec, value)];
  });
  return [operator.name, ...parts].join(" ");
}

function strideText(stride: readonly Expr[]): readonly string[] {
  if (stride.every((each) => equals(each, one))) return [];
  const [height = one, width = height] = stride;
  return [equals(height, width) ? `s${shortText(height)}` : `s${shortText(height)}×${shortText(width)}`];
}

function isDefault(
  { default: usual }: AttributeSpec,
  value: AttributeValue,
  given: ReadonlyMap<string, AttributeValue>,
): boolean {
  if (usual === undefined) return false;
  return valueText(typeof usual === "function" ? usual(given) : usual) === valueText(value);
}

/** `conv(n)` and `linear(n)` say what the shape behind them says too. */
function isFeatureCount({ name }: AttributeSpec, value: AttributeValue, output: Shape): boolean {
  return name === "n" && isNumber(value) && equals(value, features(output));
}

function attributeText({ name }: AttributeSpec, value: AttributeValue): string {
  return value === true ? name : `${name}=${shortened(valueText(value))}`;
}

/** An attribute as it is typed. */
export function valueText(value: AttributeValue): string {
  if (typeof value === "boolean" || typeof value === "string") return String(value);
  return isNumber(value) ? numberText(value) : `[${value.map(numberText).join(", ")}]`;
}

export function isNumber(value: AttributeValue): value is Expr {
  return typeof value === "object" && !Array.isArray(value);
}

function shortText(e: Expr): string {
  return shortened(numberText(e));
}

function shortened(text: string): string {
  return text.length <= longestValue ? text : "…";
}
