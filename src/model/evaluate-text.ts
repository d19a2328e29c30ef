import { type ForallStatement, parseExpression, parseForall } from "../../grammar/index.ts";
import { hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import { conditionText, type Expr, symbol, toText } from "../symbolic/index.ts";
import { domainOf } from "./domain.ts";
import { guardRun } from "./elaborate.ts";
import { evaluator } from "./evaluator.ts";
import type { ModuleLoader } from "./loader.ts";
import { type Frame, Machine } from "./machine.ts";
import { ModuleSet } from "./module.ts";
import { Path } from "./path.ts";
import { rootScope } from "./root-scope.ts";
import { Scope } from "./scope.ts";
import { bind } from "./statements.ts";
import { numberValue, type Value, valueText } from "./value.ts";

export interface EvaluateRequest {
  readonly source: Source;
  /** `M, N: int in [1, inf); x: real`: the free symbols with their domains. */
  readonly forall?: Source | undefined;
  /** A file whose names the expression may use. */
  readonly file?: Source | undefined;
  readonly loader: ModuleLoader;
}

export interface EvaluatedText {
  /** The value in normal form. */
  readonly text: string;
  /** The formula behind it, when it is a number. */
  readonly expr?: Expr;
  readonly assumptions: readonly string[];
}

/** The exact value, or normal form, of one expression of the language. */
export function evaluateText(request: EvaluateRequest): PhaseResult<EvaluatedText> {
  const machine = new Machine(evaluator);
  const value = guardRun(machine, () => run(machine, request));
  const broken = hasErrors(machine.diagnostics) || value === undefined || value.kind === "error";
  if (broken) return { value: undefined, diagnostics: machine.diagnostics };
  const assumptions = machine.assumptions.texts();
  const result: EvaluatedText =
    value.kind === "number"
      ? { text: toText(value.expr), expr: value.expr, assumptions }
      : { text: value.kind === "boolean" ? conditionText(value.condition) : valueText(value), assumptions };
  return { value: result, diagnostics: machine.diagnostics };
}

function run(machine: Machine, request: EvaluateRequest): Value | undefined {
  const modules = new ModuleSet(machine, request.loader, rootScope());
  const file = request.file === undefined ? undefined : modules.load(request.file);
  const scope = new Scope<Value>(file?.scope ?? rootScope());
  const frame: Frame = { scope, it: undefined, input: undefined, path: new Path(), net: undefined };
  if (request.forall !== undefined) {
    const { value, diagnostics } = parseForall(request.forall);
    machine.diagnostics.push(...diagnostics);
    for (const statement of value ?? []) bindSymbols(machine, frame, statement);
  }
  const { value: expression, diagnostics } = parseExpression(request.source);
  machine.diagnostics.push(...diagnostics);
  if (expression === undefined || hasErrors(machine.diagnostics)) return undefined;
  return machine.evaluator.evaluate(machine, frame, expression);
}

/** Binds the symbols of one `forall`. */
export function bindSymbols(machine: Machine, frame: Frame, statement: ForallStatement): void {
  const domain = domainOf(machine, frame, statement.type);
  if (domain === undefined) return;
  for (const name of statement.names)
    bind(machine, frame, name.name, numberValue(symbol(name.name, domain)), name.span);
}
