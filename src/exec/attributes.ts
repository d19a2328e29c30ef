import { InternalError } from "../core/internal-error.ts";
import type { Layer } from "../graph/index.ts";
import { asConstant } from "../symbolic/index.ts";

export type AttributeNumber = number | boolean | string | readonly number[];

/** The attributes of one layer with plain numbers. */
export type Attributes = ReadonlyMap<string, AttributeNumber>;

type LayerAttribute = Layer["attributes"] extends ReadonlyMap<string, infer V> ? V : never;
type Formula = Extract<LayerAttribute, { readonly kind: string }>;

/** The numbers behind a layer's attributes. Errors: a free parameter is a broken invariant here. */
export function attributesOf(layer: Layer): Attributes {
  return new Map(
    [...layer.attributes].map(([name, value]): [string, AttributeNumber] => {
      if (typeof value === "boolean" || typeof value === "string") return [name, value];
      const formulas: Formula | readonly Formula[] = value;
      return [name, isList(formulas) ? formulas.map((each) => plainNumber(each, name)) : plainNumber(formulas, name)];
    }),
  );
}

function isList(value: Formula | readonly Formula[]): value is readonly Formula[] {
  return Array.isArray(value);
}

function plainNumber(value: Formula, name: string): number {
  const constant = asConstant(value);
  if (constant === undefined) throw new InternalError("exec", `attribute ${name} is free`);
  return Number(constant.num) / Number(constant.den);
}

/** An attribute that is one number. */
export function numberOf(attributes: Attributes, name: string): number {
  const value = attributes.get(name);
  if (typeof value === "number") return value;
  throw new InternalError("exec", `attribute ${name} is no number`);
}

/** A size as [height, width]; one number stands for both. */
export function pairOf(attributes: Attributes, name: string): readonly [number, number] {
  const value = attributes.get(name);
  if (typeof value === "object") {
    const [height = 1, width = height] = value;
    return [height, width];
  }
  const each = numberOf(attributes, name);
  return [each, each];
}

export function flagOf(attributes: Attributes, name: string): boolean {
  return attributes.get(name) === true;
}

export function wordOf(attributes: Attributes, name: string): string {
  const value = attributes.get(name);
  return typeof value === "string" ? value : "";
}

export function listOf(attributes: Attributes, name: string): readonly number[] {
  const value = attributes.get(name);
  return typeof value === "object" ? value : [numberOf(attributes, name)];
}

/** p, [ph, pw] or [top, bottom, left, right] as four margins. */
export function marginsOf(attributes: Attributes, name: string): readonly [number, number, number, number] {
  const [top = 0, second = top, left, right] = listOf(attributes, name);
  return left === undefined || right === undefined ? [top, top, second, second] : [top, second, left, right];
}
