import { create, type MathNode, parseDependencies } from "mathjs";

// Exact counts exceed what a double holds.
const { parse } = create({ ...parseDependencies }, { number: "bigint" });

/**
 * A formula, as `toText` prints it, in TeX. Parses only; nothing is evaluated.
 * Names of more than one letter print upright: `\mathrm{res}`, `\operatorname{make\_divisible}`.
 */
export function formulaTex(text: string): string {
  return parse(text).toTex({ parenthesis: "auto", handler: texOf }).replace(/\s+/g, " ").trim();
}

/** What the kinds of nodes that are printed here hold. */
interface FormulaNode extends MathNode {
  readonly fn?: { readonly name: string };
  readonly args?: readonly MathNode[];
  readonly items?: readonly MathNode[];
  readonly name?: string;
  readonly value?: unknown;
}

function texOf(node: FormulaNode, options: object): string | undefined {
  const list = (nodes: readonly MathNode[] = []) => nodes.map((each) => each.toTex(options)).join(", ");
  switch (node.type) {
    case "ConstantNode":
      return String(node.value);
    case "SymbolNode":
      return [...(node.name ?? "")].length > 1 && !greek.has(node.name ?? "")
        ? `\\mathrm{${escaped(node.name)}}`
        : undefined;
    case "ArrayNode":
      return `\\left[ ${list(node.items)} \\right]`;
    case "FunctionNode":
      return functionTex(node.fn?.name ?? "", list(node.args));
    default:
      return undefined;
  }
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
