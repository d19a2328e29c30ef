import { create, type MathNode, parseDependencies } from "mathjs";
import { greekLetters } from "./greek.ts";

// Exact counts exceed what a double holds.
const { parse } = create({ ...parseDependencies }, { number: "bigint" });

/**
 * A formula, as `toText` prints it, in TeX. Parses only; nothing is evaluated.
 * Names of more than one letter print upright: `\mathrm{res}`, `\operatorname{make\_divisible}`.
 */
export function formulaTex(text: string): string {
  const tex = parse(text).toTex({ parenthesis: "auto", handler: texOf });
  // A blank before a letter is needed behind a command alone: `\cdot m`.
  return tex
    .replace(/\s+/g, " ")
    .replace(/(?<!\\[a-zA-Z]+) (?=[a-zA-Z])/g, "")
    .trim();
}

/** What the kinds of nodes that are printed here hold. */
interface FormulaNode extends MathNode {
  readonly fn?: { readonly name: string };
  readonly args?: readonly MathNode[];
  readonly items?: readonly MathNode[];
  readonly name?: string;
  readonly op?: string;
  readonly value?: unknown;
}

function texOf(node: FormulaNode, options: object): string | undefined {
  const list = (nodes: readonly MathNode[] = []) => nodes.map((each) => each.toTex(options)).join(", ");
  switch (node.type) {
    case "ConstantNode":
      return String(node.value);
    case "SymbolNode":
      return nameTex(node.name ?? "");
    case "ArrayNode":
      return `\\left[ ${list(node.items)} \\right]`;
    case "FunctionNode":
      return functionTex(node.fn?.name ?? "", list(node.args));
    case "OperatorNode":
      return powerTex(node, options);
    default:
      return undefined;
  }
}

/** A power of a symbol or a number without braces round its base; mathjs writes every other operator. */
function powerTex(node: FormulaNode, options: object): string | undefined {
  const [base, exponent] = node.args ?? [];
  if (node.op !== "^" || exponent === undefined) return undefined;
  if (base?.type !== "SymbolNode" && base?.type !== "ConstantNode") return undefined;
  return `${base.toTex(options)}^{${exponent.toTex(options)}}`;
}

/** A symbol. Never left to mathjs, which prints `N`, `m` or `s` as units. The blank ends a command in front: `\cdot m`. */
function nameTex(name: string): string {
  const letter = greekLetters.get(name) ?? name;
  if (greek.has(letter)) return `\\${letter}`;
  return [...name].length > 1 ? `\\mathrm{${escaped(name)}}` : ` ${name}`;
}

function functionTex(name: string, inner: string): string {
  const brackets = enclosing[name];
  if (brackets !== undefined) return `\\left${brackets[0]} ${inner} \\right${brackets[1]}`;
  if (name === "sqrt") return `\\sqrt{${inner}}`;
  const upright = name === "max" || name === "min" ? `\\${name}` : `\\operatorname{${escaped(name)}}`;
  return `${upright}\\left( ${inner} \\right)`;
}

function escaped(name = ""): string {
  return name.replaceAll("_", "\\_");
}

const greek: ReadonlySet<string> = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega " +
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
  ).split(" "),
);

const enclosing: Readonly<Record<string, readonly [string, string]>> = {
  floor: ["\\lfloor", "\\rfloor"],
  ceil: ["\\lceil", "\\rceil"],
  abs: ["|", "|"],
};
