import { create, type MathNode, parseDependencies } from "mathjs";

const { parse } = create({ ...parseDependencies });

/**
 * A formula, as `toText` prints it, in TeX. Parses only; nothing is evaluated.
 * Functions other than floor, ceil, max, min and sqrt print upright: `\operatorname{make\_divisible}`.
 */
export function formulaTex(text: string): string {
  return parse(text).toTex({ parenthesis: "auto", handler: texOf }).replace(/\s+/g, " ").trim();
}

interface FunctionLike extends MathNode {
  readonly fn: { readonly name: string };
  readonly args: readonly MathNode[];
}

interface ArrayLike extends MathNode {
  readonly items: readonly MathNode[];
}

function texOf(node: MathNode, options: object): string | undefined {
  if (node.type === "FunctionNode") {
    const { fn, args } = node as FunctionLike;
    const inner = args.map((each) => each.toTex(options)).join(", ");
    const brackets = enclosing[fn.name];
    if (brackets !== undefined) return `\\left${brackets[0]} ${inner} \\right${brackets[1]}`;
    if (fn.name === "sqrt") return `\\sqrt{${inner}}`;
    const name = fn.name === "max" || fn.name === "min" ? `\\${fn.name}` : `\\operatorname{${fn.name.replaceAll("_", "\\_")}}`;
    return `${name}\\left( ${inner} \\right)`;
  }
  if (node.type === "ArrayNode") {
    const { items } = node as ArrayLike;
    return `\\left[ ${items.map((each) => each.toTex(options)).join(", ")} \\right]`;
  }
  return undefined;
}

const enclosing: Readonly<Record<string, readonly [string, string]>> = {
  floor: ["\\lfloor", "\\rfloor"],
  ceil: ["\\lceil", "\\rceil"],
  abs: ["|", "|"],
};
