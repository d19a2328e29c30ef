import type { Rational } from "../../core/rational.ts";
import {
  divideRational,
  isIntegerRational,
  multiplyRational,
  rational,
  rationalToNumber,
} from "../../core/rational.ts";
import { evaluate } from "../evaluate.ts";
import type { Expr } from "../expression.ts";
import { toText } from "../print.ts";
import { isExactBatch } from "./guard.ts";
import type { CompiledInput } from "./lower.ts";
import { Lowering } from "./lower.ts";
import type { Lowered, Node } from "./node.ts";
import { runBatch } from "./run.ts";
import type { Tape } from "./tape.ts";
import { exactLimit, makeTape } from "./tape.ts";

type Numerators = Float64Array | readonly number[];

/** Expressions prepared for evaluation at very many points. */
export interface CompiledExpressions {
  /** "double" when the domains prove every intermediate to be an integer that a double holds; results then are numbers, else bigints. */
  readonly mode: "double" | "bigint";
  /**
   * The exact values at inputs given as integer numerators over their fixed denominators; not safe to call from within itself.
   *
   * Errors: RangeError for an input outside its domain, and for a result that is no integer, which it names.
   */
  evaluate(numerators: Numerators): number[] | bigint[];
}

/** How one result is read from the registers: top * p / (bottom * q). */
interface Output {
  readonly top: number;
  readonly bottom: number;
  readonly p: number;
  readonly q: number;
}

/**
 * Prepares expressions that are integers at the points of interest, such as costs, for fast exact evaluation.
 *
 * @example compile([symbol("n", { kind: "int" })], [{ name: "n", denominator: 1n }]).evaluate([7])  // [7]
 */
export function compile(expressions: readonly Expr[], inputs: readonly CompiledInput[]): CompiledExpressions {
  const lowering = new Lowering(inputs);
  const lowered = expressions.map((e) => lowering.lower(e));
  const exact = (numerators: Numerators): bigint[] => evaluateExactly(expressions, inputs, numerators);
  const known = lowered.flatMap((entry) => (entry === undefined ? [] : [entry]));
  const tape = known.length === lowered.length ? makeTape(known.flatMap(nodesOf)) : undefined;
  const outputs = tape === undefined ? undefined : outputsOf(known, tape);
  if (tape === undefined || outputs === undefined) return { mode: "bigint", evaluate: exact };
  const fits = tape.isProvedExact && known.every(hasProvedOutput);
  const checks = rangeChecks(inputs, lowering);
  return fits ? doubleEvaluator(expressions, checks, tape, outputs) : guardedEvaluator(checks, tape, outputs, exact);
}

function nodesOf({ top, bottom }: Lowered): Node[] {
  return [top.node, bottom?.node].flatMap((node) => (node === undefined ? [] : [node]));
}

/** The registers behind the results; a register after the last holds 1. Undefined when a scale does not fit a double. */
function outputsOf(lowered: readonly Lowered[], tape: Tape): readonly Output[] | undefined {
  const outputs: Output[] = [];
  for (const { top, bottom } of lowered) {
    if (bottom !== undefined && bottom.unit.num === 0n) return undefined;
    const unit = bottom === undefined ? top.unit : divideRational(top.unit, bottom.unit);
    if (unit.num >= exactLimit || unit.num <= -exactLimit || unit.den >= exactLimit) return undefined;
    const register = (node: Node | undefined): number => (node && tape.registerOf.get(node)) ?? tape.registers;
    outputs.push({ top: register(top.node), bottom: register(bottom?.node), p: Number(unit.num), q: Number(unit.den) });
  }
  return outputs;
}

function hasProvedOutput({ top, bottom }: Lowered): boolean {
  const unit = bottom === undefined || bottom.unit.num === 0n ? top.unit : divideRational(top.unit, bottom.unit);
  const num = unit.num < 0n ? -unit.num : unit.num;
  const topLimit = top.node === undefined ? 1n : top.node.limit;
  const bottomLimit = bottom?.node === undefined ? 1n : bottom.node.limit;
  if (topLimit === undefined || bottomLimit === undefined) return false;
  return topLimit * num < exactLimit && bottomLimit * unit.den < exactLimit;
}

function freshRegisters(tape: Tape): Float64Array {
  const registers = new Float64Array(tape.registers + 1);
  registers[tape.registers] = 1;
  return registers;
}

function doubleEvaluator(
  expressions: readonly Expr[],
  checks: readonly RangeCheck[],
  tape: Tape,
  outputs: readonly Output[],
): CompiledExpressions {
  const registers = freshRegisters(tape);
  const batches = tape.batches.filter((batch) => batch.operation !== "constant");
  for (const batch of tape.batches) if (batch.operation === "constant") runBatch(batch, registers, []);
  return {
    mode: "double",
    evaluate(numerators) {
      checkRanges(checks, numerators);
      for (let index = 0; index < batches.length; index += 1) {
        runBatch(batches[index] as (typeof batches)[number], registers, numerators);
      }
      const results: number[] = [];
      for (let index = 0; index < outputs.length; index += 1) {
        const { top, bottom, p, q } = outputs[index] as Output;
        const value = ((registers[top] as number) * p) / ((registers[bottom] as number) * q);
        if (!Number.isInteger(value)) throw notAnInteger(expressions[index]);
        // -0 and 0 are the same integer.
        results.push(value + 0);
      }
      return results;
    },
  };
}

function notAnInteger(e: Expr | undefined): RangeError {
  return new RangeError(`not an integer: ${e === undefined ? "" : toText(e)}`);
}

interface RangeCheck {
  readonly name: string;
  readonly index: number;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly denominator: bigint;
}

/** The bounds that the proof relies on, on the scale of the numerators. */
function rangeChecks(inputs: readonly CompiledInput[], lowering: Lowering): readonly RangeCheck[] {
  return inputs.flatMap(({ name, denominator }, index) => {
    const range = lowering.ranges.get(index);
    if (range === undefined) return [];
    const { low, high } = range.bounds;
    const scaled = (value: Rational): number => rationalToNumber(multiplyRational(value, rational(denominator)));
    return [
      {
        name,
        index,
        low: low === undefined ? Number.NEGATIVE_INFINITY : scaled(low.value),
        high: high === undefined ? Number.POSITIVE_INFINITY : scaled(high.value),
        step: Number(range.step),
        denominator,
      },
    ];
  });
}

function checkRanges(checks: readonly RangeCheck[], numerators: Numerators): void {
  for (let index = 0; index < checks.length; index += 1) {
    const check = checks[index] as RangeCheck;
    const value = numerators[check.index] as number;
    if (!(value >= check.low && value <= check.high && value % check.step === 0)) {
      throw new RangeError(`input ${check.name} is outside its domain: ${value}/${check.denominator}`);
    }
  }
}

function guardedEvaluator(
  checks: readonly RangeCheck[],
  tape: Tape,
  outputs: readonly Output[],
  exact: (numerators: Numerators) => bigint[],
): CompiledExpressions {
  const registers = freshRegisters(tape);
  return {
    mode: "bigint",
    evaluate(numerators) {
      checkRanges(checks, numerators);
      for (const batch of tape.batches) {
        runBatch(batch, registers, numerators);
        if (!isExactBatch(batch, registers)) return exact(numerators);
      }
      const results: bigint[] = [];
      for (const { top, bottom, p, q } of outputs) {
        const above = (registers[top] as number) * p;
        const below = (registers[bottom] as number) * q;
        const value = above / below;
        const fits = Math.abs(above) < Number(exactLimit) && Math.abs(below) < Number(exactLimit);
        if (!fits || !Number.isInteger(value)) return exact(numerators);
        results.push(BigInt(value));
      }
      return results;
    },
  };
}

function evaluateExactly(
  expressions: readonly Expr[],
  inputs: readonly CompiledInput[],
  numerators: Numerators,
): bigint[] {
  const point = new Map<string, Rational>();
  inputs.forEach(({ name, denominator }, index) => {
    point.set(name, rational(numerators[index] ?? 0, denominator));
  });
  return expressions.map((e) => {
    const value = evaluate(e, point);
    if (value === undefined || !isIntegerRational(value)) throw notAnInteger(e);
    return value.num;
  });
}
