import { evaluateText } from "../../../src/model/index.ts";
import type { Expr, Relation, Statement } from "../../../src/symbolic/index.ts";

/**
 * The statement written in the language as `domains | left operator right`, both read by the language's own evaluator:
 * `n: int in [1, inf) | n*n >= n`. The operator stands between blanks, and is the first one at the top level.
 */
export function readStatement(text: string): Statement {
  const [domains, body] = text.includes(" | ") ? text.split(" | ", 2) : ["", text];
  const match = / (==|!=|<=|>=|<|>) /.exec(
    (body ?? "").replace(/\{[^}]*\}|if [^{]*/g, (part) => "_".repeat(part.length)),
  );
  if (match === null || body === undefined) throw new Error(`no operator in: ${text}`);
  const left = body.slice(0, match.index);
  const right = body.slice(match.index + match[0].length);
  return {
    left: readFormula(domains ?? "", left),
    operator: match[1] as Relation,
    right: readFormula(domains ?? "", right),
  };
}

export function readFormula(domains: string, text: string): Expr {
  const { value, diagnostics } = evaluateText({
    source: { name: "statement", text },
    ...(domains.trim() === "" ? {} : { forall: { name: "domains", text: domains } }),
    loader: { load: () => ({ kind: "fault", detail: "statements import nothing" }) },
  });
  if (value?.expr === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value.expr;
}
