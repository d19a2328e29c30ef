import { archParser } from "../grammar/parser.ts";
import { precedence } from "../grammar/precedence.ts";
import { tokenTable } from "../grammar/tokens.ts";

/** The rules in the order in which a reader meets them. Each rule of the parser stands in one group. */
const groups: readonly (readonly [string, readonly string[]])[] = [
  ["Files", ["module", "declaration", "import", "fn", "block", "net"]],
  ["Parameters, types, domains", ["parameters", "parameter", "type", "domain", "set"]],
  ["Tables", ["table", "header", "row"]],
  ["Bodies", ["body", "statement", "sentence", "param", "input_shape", "let", "tap", "for", "repeat"]],
  ["Expressions", ["expression", "operand", "postfix", "argument", "atom", "number", "text", "name", "choose", "if"]],
  ["Claims", ["claim", "claim_statement", "forall", "variables", "note"]],
  ["Design spaces", ["space", "space_statement", "vary", "where", "objective"]],
  ["Texts of the command line", ["expression_text", "type_text", "forall_text"]],
];

/** What `getSerializedGastProductions` gives, as far as it is read here. */
interface GrammarNode {
  readonly type: string;
  readonly name?: string;
  readonly definition?: readonly GrammarNode[];
  readonly separator?: { readonly name: string };
}

const terminals: Readonly<Record<string, string>> = {
  Identifier: "NAME",
  Number: "NUMBER",
  String: "STRING",
  NewLine: "NL",
  BinaryOperator: "operator",
};

const labels = new Map(tokenTable.map(({ type }) => [type.name, (type.LABEL ?? type.name).replace(/^`(.*)`$/, "$1")]));
const lineWidth = 118;

/** The grammar in EBNF, from the rules that the parser runs. */
export function archEbnf(): string {
  const productions = archParser().getSerializedGastProductions() as readonly GrammarNode[];
  const rules = new Map(productions.map((rule) => [rule.name ?? "", rule]));
  const named = groups.flatMap(([, names]) => names);
  const missing = [...rules.keys()].filter((name) => !named.includes(name));
  if (missing.length > 0) throw new Error(`rules without a group: ${missing.join(", ")}`);
  const sections = groups.map(
    ([title, names]) => `(* ${title} *)\n${names.map((name) => ruleText(rules.get(name), name)).join("\n")}\n`,
  );
  return `${preamble}\n${sections.join("\n")}\n${operatorSection()}`;
}

const preamble = `(*
  The architecture language. Generated from the parser by \`npm run generate\`; language.md says what it means.

  NL is a line end or ";". A line end does not count inside ( ) and [ ], after an operator, "{", "," and "|", and before
  "->", "else", "}" and "within".
  NAME is a letter or "_", then letters, "_" and digits; letters are Latin, Greek, kana, Han and hangul. A keyword is a NAME
  before "=" and ":", after ".", and in the header of a table.
  NUMBER is 1, 1.4 or 2e9 with at most one suffix: k M G T % us ms s B KB MB GB KiB MiB GiB MHz GHz mJ.
  STRING stands in double quotes on one line; \\" and \\\\ are its escapes. A comment runs from # to the end of its line.
*)
`;

function operatorSection(): string {
  const rows = precedence.map((types) => types.map((type) => quote(labels.get(type.name) ?? type.name)).join(" | "));
  const alternatives = rows.map((row, at) => `${at === 0 ? "operator = " : "         | "}${row}`);
  return `(* Operators, loosest first. Chains read from the left; comparisons do not chain, "within" follows one; "not" binds
   looser than comparisons and stands only where an operand of "->", "or" or "and" starts. "^" binds tightest after
   calls, fields and indices, and reads from the right: -a^-b^c is -(a^(-(b^c))). *)
${alternatives.join("\n")} ;
`;
}

function ruleText(rule: GrammarNode | undefined, name: string): string {
  if (rule === undefined) throw new Error(`no rule ${name}`);
  const body = members(rule);
  const alternatives =
    body.length === 1 && body[0]?.type === "Alternation"
      ? members(body[0]).map((each) => sequence(members(each)))
      : [sequence(body)];
  const line = `${name} = ${alternatives.join(" | ")} ;`;
  if (line.length <= lineWidth) return line;
  if (alternatives.length > 1) return `${name} = ${alternatives.join(`\n${" ".repeat(name.length + 1)}| `)} ;`;
  return wrap(line, name.length + 3);
}

function members(node: GrammarNode): readonly GrammarNode[] {
  return node.definition ?? [];
}

function sequence(nodes: readonly GrammarNode[]): string {
  return nodes.map(term).join(" ");
}

function term(node: GrammarNode): string {
  const inner = sequence(members(node));
  switch (node.type) {
    case "NonTerminal":
      return node.name ?? "";
    case "Terminal":
      return terminal(node.name ?? "");
    case "Option":
      return `[ ${inner} ]`;
    case "Repetition":
      return `{ ${inner} }`;
    case "RepetitionMandatory":
      return `${inner} { ${inner} }`;
    case "RepetitionWithSeparator":
      return `[ ${inner} { ${separator(node)} ${inner} } ]`;
    case "RepetitionMandatoryWithSeparator":
      return `${inner} { ${separator(node)} ${inner} }`;
    case "Alternation":
      return `( ${members(node)
        .map((each) => sequence(members(each)))
        .join(" | ")} )`;
    default:
      return inner;
  }
}

function separator(node: GrammarNode): string {
  return terminal(node.separator?.name ?? "");
}

function terminal(name: string): string {
  return terminals[name] ?? quote(name === "InputLabel" ? "input" : (labels.get(name) ?? name));
}

function quote(text: string): string {
  return `"${text}"`;
}

function wrap(line: string, indent: number): string {
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines[lines.length - 1] ?? "";
    if (last.length + word.length + 1 > lineWidth) lines.push(`${" ".repeat(indent)}${word}`);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("\n");
}
