import type { Expression, ForallStatement, LetSentence, Module } from "../../grammar/index.ts";
import { type Diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import type { Source, Span } from "../core/source.ts";
import { type Condition, ExpressionTooLarge, type Point } from "../symbolic/index.ts";
import { guardRun } from "./elaborate.ts";
import { bindSymbols } from "./evaluate-text.ts";
import { evaluator } from "./evaluator.ts";
import type { ModuleLoader } from "./loader.ts";
import { type Frame, Machine, type MachineOptions, type Recount } from "./machine.ts";
import type { MeasuredNets } from "./measured-nets.ts";
import { type LoadedModule, ModuleSet } from "./module.ts";
import { Path } from "./path.ts";
import { rootScope } from "./root-scope.ts";
import { Scope } from "./scope.ts";
import { bind } from "./statements.ts";
import { asNumber, errorValue, type NumberValue, type Value } from "./value.ts";

export interface WorkbenchRequest {
  readonly source: Source;
  readonly loader: ModuleLoader;
  /** Shared by the files of one run. */
  readonly measured?: MeasuredNets | undefined;
}

export interface BenchOptions {
  /** What the bench is for, in chains of uses: `claim "..."`. */
  readonly purpose: string;
  readonly site: Span;
  readonly recount?: Recount | undefined;
}

/** What measures are made with, in all benches of a file. */
type Measuring = Pick<MachineOptions, "measured" | "timing">;

/** A file that was read, on whose names groups of expressions are evaluated. */
export class Workbench {
  readonly tree: Module;
  private readonly scope: Scope<Value>;
  private readonly modules: ModuleSet;
  private readonly measuring: Measuring;

  constructor({ tree }: LoadedModule, scope: Scope<Value>, modules: ModuleSet, measuring: Measuring) {
    this.tree = tree;
    this.scope = scope;
    this.modules = modules;
    this.measuring = measuring;
  }

  /** Shipped networks whose names are near a misspelt one. */
  networksNear(name: string): readonly string[] {
    return this.modules.networksNear(name);
  }

  open(options: BenchOptions): Bench {
    return new Bench(this.scope, options, this.measuring);
  }
}

/**
 * Reads a file and its imports. Of `names`, those that nothing in the file binds and that a shipped network has mean that network.
 * Errors: what parser and names have to say; then there is no workbench.
 */
export function openWorkbench(
  { source, loader, measured }: WorkbenchRequest,
  namesIn: (tree: Module) => Iterable<string>,
): PhaseResult<Workbench> {
  const machine = new Machine(evaluator, { timing: loader.timing });
  const value = guardRun(machine, () => {
    const modules = new ModuleSet(machine, loader, rootScope());
    const module = modules.load(source);
    if (module === undefined) return undefined;
    const scope = new Scope<Value>(module.scope);
    for (const name of namesIn(module.tree)) {
      if (scope.lookup(name) !== undefined) continue;
      const network = modules.shippedNetwork(name);
      if (network !== undefined) scope.bind(name, network);
    }
    return new Workbench(module, scope, modules, { measured, timing: loader.timing });
  });
  return { value: hasErrors(machine.diagnostics) ? undefined : value, diagnostics: machine.diagnostics };
}

/** A group of expressions with names, diagnostics and a bound of work of its own. */
export class Bench {
  private readonly machine: Machine;
  private readonly frame: Frame;
  /** Whether a formula grew too large to be kept: what depends on it has no value, and that is no fault of the text. */
  private tooLarge = false;

  constructor(scope: Scope<Value>, { purpose, site, recount }: BenchOptions, measuring: Measuring) {
    this.machine = new Machine(evaluator, { keepsIrrational: true, recount, ...measuring });
    this.machine.uses = [{ text: purpose, span: site }];
    this.frame = { scope: new Scope(scope), it: undefined, input: undefined, path: new Path(), net: undefined };
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.machine.diagnostics;
  }

  get grewTooLarge(): boolean {
    return this.tooLarge;
  }

  /** Says where the reading is, for chains of uses. */
  at(purpose: string, site: Span): void {
    this.machine.uses = [{ text: purpose, span: site }];
  }

  forall(statement: ForallStatement): void {
    this.guarded(() => bindSymbols(this.machine, this.frame, statement));
  }

  let({ name, value }: LetSentence): void {
    bind(this.machine, this.frame, name.name, this.value(value), name.span);
  }

  /** The value of an expression; the error value when it has none, for reasons that are reported, or too large a formula. */
  value(expression: Expression): Value {
    const found = this.guarded(() => this.machine.evaluator.evaluate(this.machine, this.frame, expression));
    return found === undefined ? errorValue : asNumber(found);
  }

  /** The value of an expression that may be wrong: its faults are nobody's, and leave nothing behind. */
  tried(expression: Expression): Value {
    const { diagnostics, assumptions } = this.machine;
    const [count, before] = [diagnostics.length, assumptions.mark()];
    const value = this.value(expression);
    diagnostics.length = count;
    assumptions.restore(before);
    return value;
  }

  readonly report: Machine["report"] = (...args) => this.machine.report(...args);

  /** Runs something and gives what is assumed then; afterwards only what was assumed before it still is. */
  assuming<T>(run: () => T): { readonly value: T; readonly assumptions: readonly string[] } {
    const { assumptions } = this.machine;
    const before = assumptions.mark();
    const value = run();
    const texts = assumptions.texts();
    assumptions.restore(before);
    return { value, assumptions: texts };
  }

  /** What is assumed now, as far as it can be said in conditions. */
  conditions(): readonly Condition[] {
    return this.machine.assumptions.conditions();
  }

  /** The value where what is assumed now holds: without roundings of what must be an integer. */
  simplified(value: NumberValue): NumberValue {
    return { ...value, expr: this.machine.assumptions.simplify(value.expr) };
  }

  /** Whether a point satisfies what is assumed now. */
  isLegal(point: Point): boolean {
    return this.machine.assumptions.holdAt(point);
  }

  private guarded<T>(run: () => T): T | undefined {
    return guardRun(this.machine, () => {
      try {
        return run();
      } catch (fault) {
        if (!(fault instanceof ExpressionTooLarge)) throw fault;
        this.tooLarge = true;
        return undefined;
      }
    });
  }
}
