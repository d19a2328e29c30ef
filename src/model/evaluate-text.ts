import { type ForallStatement, parseExpression, parseForall } from "../../grammar/index.ts";
import { hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import {
  type Condition,
  constant,
  decideStatement,
  type Expr,
  falseCondition,
  not,
  symbol,
  symbolsOf,
  trueCondition,
} from "../symbolic/index.ts";
import { baseUnit, quantityText } from "./dimension.ts";
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
import { errorValue, type NumberValue, numberValue, type Value } from "./value.ts";
import { valueText } from "./value-text.ts";

export interface EvaluateRequest {
  readonly source: Source;
  /** `M, N: int in [1, inf); x: real`: the free symbols with their domains. */
  readonly forall?: Source | undefined;
  /** A file whose names the expression may use. */
  readonly file?: Source | undefined;
  /** Numbers with a name, unless the file or `forall` binds it; their free symbols may be named too. */
  readonly values?: ReadonlyMap<string, NamedNumber> | undefined;
  /** Names that mean shipped networks, unless the file or `forall` binds them: `mobilenet_v2`. */
  readonly networks?: readonly string[] | undefined;
  readonly loader: ModuleLoader;
}

export interface NamedNumber {
  readonly expr: Expr;
  /** `B` where it counts bytes. */
  readonly unit: "B" | undefined;
}

export interface EvaluatedText {
  /** The value in normal form: of a quantity with its unit, `6 ms`. */
  readonly text: string;
  /** The formula behind it, when it is a number. */
  readonly expr?: Expr;
  /** The unit of `expr` when it is a quantity: s, B, Hz, J. */
  readonly unit?: string;
  readonly assumptions: readonly string[];
}

/**
 * The exact value, or normal form, of one expression of the language.
 *
 * Errors: what parser, names, types and bounds have to say; then there is no value.
 *
 * @example evaluateText({ source: { name: "argument", text: "7/2 + 1/2" }, loader: { load: loadShipped } }).value.text  // "4"
 */
export function evaluateText(request: EvaluateRequest): PhaseResult<EvaluatedText> {
  const machine = new Machine(evaluator, { timing: request.loader.timing });
  const value = guardRun(machine, () => {
    const found = run(machine, request);
    return found === undefined || found.kind === "error" ? undefined : asText(machine, found);
  });
  return { value: hasErrors(machine.diagnostics) ? undefined : value, diagnostics: machine.diagnostics };
}

function asText(machine: Machine, value: Value): EvaluatedText {
  const assumptions = machine.assumptions.texts();
  if (value.kind === "number")
    return { text: quantityText(value.expr, value.dimension), expr: value.expr, ...unitOf(value), assumptions };
  if (value.kind !== "boolean") return { text: valueText(value), assumptions };
  const { condition, needed } = decided(value.condition);
  return { text: valueText({ ...value, condition }), assumptions: [...new Set([...assumptions, ...needed])] };
}

interface Decided {
  readonly condition: Condition;
  /** Where its sides have a value. */
  readonly needed: readonly string[];
}

/** The condition, or its truth where it is proved to hold for all legal values or for none. */
function decided(condition: Condition): Decided {
  for (const [question, truth] of [
    [condition, trueCondition],
    [not(condition), falseCondition],
  ] as const) {
    if (question.kind !== "comparison") continue;
    const { subject, operator, threshold } = question;
    const verdict = decideStatement({ left: subject, operator, right: constant(threshold) });
    if (verdict.kind === "proved") return { condition: truth, needed: verdict.assumptions };
  }
  return { condition, needed: [] };
}

function run(machine: Machine, request: EvaluateRequest): Value | undefined {
  const modules = new ModuleSet(machine, request.loader, rootScope());
  const file = request.file === undefined ? undefined : modules.load(request.file);
  const outer = file?.scope ?? rootScope();
  const shipped = new Scope<Value>(outer);
  for (const name of request.networks ?? []) {
    const network = outer.lookup(name) === undefined ? modules.shippedNetwork(name) : undefined;
    if (network !== undefined) shipped.bind(name, network);
  }
  const named = new Scope<Value>(shipped);
  bindNumbers(named, request.values ?? new Map());
  const scope = new Scope<Value>(named);
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

/** Binds the numbers, and then the symbols in them that no number is called. */
function bindNumbers(scope: Scope<Value>, numbers: ReadonlyMap<string, NamedNumber>): void {
  for (const [name, { expr, unit }] of numbers) {
    scope.bind(name, numberValue(expr, unit === "B" ? "bytes" : "none"));
  }
  for (const { expr } of numbers.values()) {
    for (const [name, domain] of symbolsOf(expr)) scope.bind(name, numberValue(symbol(name, domain)));
  }
}

function unitOf({ dimension }: NumberValue): { readonly unit?: string } {
  const unit = baseUnit(dimension);
  return unit === undefined ? {} : { unit };
}

/** Binds the symbols of one `forall`. */
export function bindSymbols(machine: Machine, frame: Frame, statement: ForallStatement): void {
  const domain = domainOf(machine, frame, statement.type);
  for (const name of statement.names) {
    const value = domain === undefined ? errorValue : numberValue(symbol(name.name, domain));
    bind(machine, frame, name.name, value, name.span);
  }
}
