import { type Body, type Expression, parseExpression } from "../../grammar/index.ts";
import { type Diagnostic, type DiagnosticDetails, diagnostic } from "../core/diagnostic.ts";
import type { MessageArguments, MessageCode } from "../core/messages/index.ts";
import type { Span } from "../core/source.ts";
import type { Convention } from "../cost/index.ts";
import type { TensorId, UseSite } from "../graph/index.ts";
import { type Condition, type Expr, type Facts, noFacts, one, trueCondition } from "../symbolic/index.ts";
import { Assumptions } from "./assumptions.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { MeasuredNets } from "./measured-nets.ts";
import { Path } from "./path.ts";
import type { Scope } from "./scope.ts";
import type { TimingService } from "./timing-service.ts";
import type { BlockValue, NetInstance, TensorValue, Value } from "./value.ts";

/** Where a statement or expression stands: its names, the flowing tensor, the input of the enclosing block, its place in the path. */
export interface Frame {
  readonly scope: Scope<Value>;
  /** The flowing value at the start of the statement. */
  readonly it: Value | undefined;
  /** The input of the enclosing block or net. */
  readonly input: Value | undefined;
  readonly path: Path;
  readonly net: NetRun | undefined;
}

/** The net whose body is being run: collects its taps and layers. */
export interface NetRun {
  readonly name: string;
  readonly taps: Map<string, TensorValue>;
  readonly firstLayer: number;
  readonly firstTensor: TensorId;
  readonly firstFlow: number;
  readonly pathLength: number;
}

/** How an applied block is named in the path. */
export interface Naming {
  /** Replaces the block's or operator's own name. */
  readonly label?: string | undefined;
  /** The surrounding loop index names the block already. */
  readonly elide?: boolean;
}

/** What the parts of the evaluator need of each other, tied together in `evaluator.ts`. */
export interface Evaluator {
  evaluate(machine: Machine, frame: Frame, expression: Expression): Value;
  apply(
    machine: Machine,
    frame: Frame,
    block: BlockValue,
    input: Value | undefined,
    naming: Naming,
    site: Expression,
  ): Value;
  /** Runs a body's statements on the flowing value; the flowing value at the end. In a loop the turn's index names its only block. */
  runBody(machine: Machine, frame: Frame, body: Body, inLoop?: boolean): Value | undefined;
}

/** `let name = [a, b]`. */
export interface BoundList {
  readonly name: string;
  readonly span: Span;
  readonly items: readonly Value[];
}

/** Largest number of statements, calls and layers that one run may expand. */
export const stepLimit = 300_000;
const depthLimit = 400;

/** Thrown to leave an expansion that has hit a bound; caught where the run began. The diagnostic is already reported. */
export class ExpansionStopped extends Error {}

/** Another way of counting, which measures take instead of the one that the text names. */
export interface Recount {
  readonly convention: (named: Convention) => Convention;
  /** Values of net parameters that the text leaves at their defaults, where a net has them. */
  readonly parameters: ReadonlyMap<string, Value>;
}

export interface MachineOptions {
  /** Whether `exp(3)` may stand for a number that is not rational; for comparisons, never for sizes. */
  readonly keepsIrrational?: boolean | undefined;
  readonly recount?: Recount | undefined;
  /** Nets that were measured before. */
  readonly measured?: MeasuredNets | undefined;
  /** Absent where no device can be asked for. */
  readonly timing?: TimingService | undefined;
}

/** The state of one elaboration. */
export class Machine {
  readonly evaluator: Evaluator;
  readonly builder = new GraphBuilder();
  readonly diagnostics: Diagnostic[] = [];
  readonly assumptions = new Assumptions();
  /** Results of flow statements, in order: those that nothing consumes are outputs. */
  readonly flowResults: TensorValue[] = [];
  /** Nets used as blocks whose taps or layers were asked for. */
  readonly tappedNets: NetInstance[] = [];
  /** Lists of tensors that a `let` bound: an item that nothing consumes is an error. */
  readonly boundLists: BoundList[] = [];
  /** What is known of free symbols here: conditions of the enclosing undecided `if`s. */
  facts: Facts = noFacts;
  guard: Condition = trueCondition;
  factor: Expr = one;
  uses: readonly UseSite[] = [];
  readonly keepsIrrational: boolean;
  readonly recount: Recount | undefined;
  readonly measured: MeasuredNets;
  readonly timing: TimingService | undefined;
  private steps = 0;
  private depth = 0;

  constructor(evaluator: Evaluator, options: MachineOptions = {}) {
    this.evaluator = evaluator;
    this.keepsIrrational = options.keepsIrrational === true;
    this.recount = options.recount;
    this.measured = options.measured ?? new MeasuredNets();
    this.timing = options.timing;
  }

  report<C extends MessageCode>(code: C, args: MessageArguments<C>, span: Span, details: DiagnosticDetails = {}): void {
    this.reportMade(diagnostic(code, args, span, details));
  }

  /** Adds a diagnostic: placed in the reader's own text, with the chain of uses, once. */
  reportMade(made: Diagnostic): void {
    if (this.diagnostics.length >= 20 || made.span === undefined) return;
    const place = this.placeForReader(made.span);
    const related = place === made.span ? made.related : [...made.related, { span: made.span, label: "found here" }];
    const chain = this.uses.length > 0 ? [`in: ${this.uses.map((each) => each.text).join(" > ")}`] : [];
    const placed: Diagnostic = { ...made, span: place, related, notes: [...chain, ...made.notes] };
    const same = (other: Diagnostic) =>
      other.code === made.code && other.message === made.message && other.span?.start === place.start;
    if (!this.diagnostics.some(same)) this.diagnostics.push(placed);
  }

  /** A fault inside a shipped block is shown at the call in the reader's own text. */
  private placeForReader(span: Span): Span {
    if (!span.source.name.startsWith("std/")) return span;
    const own = [...this.uses].reverse().find((each) => !each.span.source.name.startsWith("std/"));
    return own?.span ?? span;
  }

  /** Where the expansion is: for faults that have no place of their own. */
  lastSpan: Span | undefined;

  /** Counts one unit of work. */
  step(span: Span): void {
    this.lastSpan = span;
    this.steps += 1;
    if (this.steps <= stepLimit) return;
    this.report("model/too-large", { limit: stepLimit.toLocaleString("en-US") }, span);
    throw new ExpansionStopped();
  }

  /** The value of a text typed for a parameter, read in a file's scope; undefined after reporting a fault. */
  evaluateSetting(name: string, text: string, scope: Scope<Value>): Value | undefined {
    const { value, diagnostics } = parseExpression({ name: `argument ${name}`, text });
    this.diagnostics.push(...diagnostics);
    if (value === undefined) return undefined;
    return this.evaluator.evaluate(
      this,
      { scope, it: undefined, input: undefined, path: new Path(), net: undefined },
      value,
    );
  }

  /** Runs something one level deeper. */
  deeper<T>(span: Span, run: () => T): T {
    if (this.depth >= depthLimit) {
      this.report("model/too-deep", { limit: depthLimit }, span);
      throw new ExpansionStopped();
    }
    this.depth += 1;
    try {
      return run();
    } finally {
      this.depth -= 1;
    }
  }

  /** Runs something with other facts, guard, factor or chain of uses, and puts the old ones back. */
  within<T>(changes: Partial<Pick<Machine, "facts" | "guard" | "factor" | "uses">>, run: () => T): T {
    const { facts, guard, factor, uses } = this;
    this.facts = changes.facts ?? facts;
    this.guard = changes.guard ?? guard;
    this.factor = changes.factor ?? factor;
    this.uses = changes.uses ?? uses;
    try {
      return run();
    } finally {
      this.facts = facts;
      this.guard = guard;
      this.factor = factor;
      this.uses = uses;
    }
  }
}
