import type { BlockDeclaration, FunctionDeclaration, Module, NetDeclaration } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";

type Callable = FunctionDeclaration | BlockDeclaration | NetDeclaration;

/** A chain of declarations of one file that leads back to its start, with the span of the first name; undefined when there is none. */
export function findRecursion(module: Module): { readonly chain: readonly string[]; readonly span: Span } | undefined {
  const declared = new Map<string, Callable>();
  for (const each of module.declarations) {
    if (each.kind === "fn" || each.kind === "block" || each.kind === "net") declared.set(each.name.name, each);
  }
  const done = new Set<string>();
  const chain: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    const at = chain.indexOf(name);
    if (at >= 0) return [...chain.slice(at), name];
    const declaration = declared.get(name);
    if (declaration === undefined || done.has(name)) return undefined;
    chain.push(name);
    for (const used of namesIn(declaration)) {
      const cycle = visit(used);
      if (cycle !== undefined) return cycle;
    }
    chain.pop();
    done.add(name);
    return undefined;
  };
  for (const [name, declaration] of declared) {
    const cycle = visit(name);
    if (cycle !== undefined)
      return { chain: cycle, span: declared.get(cycle[0] ?? name)?.name.span ?? declaration.name.span };
  }
  return undefined;
}

/** Names read anywhere in a declaration, less those that it binds itself. Iterative, so that deep trees are no danger. */
function namesIn(declaration: Callable): ReadonlySet<string> {
  const read = new Set<string>();
  const own = new Set<string>();
  if (declaration.kind !== "net") for (const each of declaration.parameters) own.add(each.name.name);
  const open: unknown[] = [declaration.body];
  if (declaration.kind !== "net") open.push(...declaration.parameters);
  while (open.length > 0) {
    const node = open.pop();
    if (Array.isArray(node)) {
      for (const each of node) open.push(each);
    } else if (isNode(node)) {
      if (node.kind === "identifier" && typeof node.name === "string") read.add(node.name);
      if (node.kind === "let" || node.kind === "parameter" || node.kind === "tap") own.add(nameOf(node));
      for (const key of Object.keys(node)) if (!notRead.has(key)) open.push(node[key]);
    }
  }
  for (const name of own) read.delete(name);
  return read;
}

/** Parts of a node that name something instead of reading it: declared names, argument and field names, labels. */
const notRead: ReadonlySet<string> = new Set(["span", "operatorSpan", "label", "name", "columns", "variable"]);

interface Node {
  readonly kind: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
}

function nameOf(node: Node): string {
  const name = node.name;
  return isNode(name) && typeof name.name === "string" ? name.name : "";
}
