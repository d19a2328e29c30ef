import { type Constant, computed, float32 } from "../constant.ts";
import { fold } from "../fold.ts";
import type { Folding } from "../fold-rule.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported, type Value } from "../translation.ts";
import { combine } from "./arithmetic.ts";

/** From here on a number below 0 is the same in single precision whatever score is added to it. */
const farBelow = -1e9;

export const selectionRules: Rules = {
  /** By a known condition: the elements of each side times 1 or 0, added. Scores that a mask puts far below 0 get a sum alone. */
  Where: (node, t) => {
    const condition = t.constant(node, 0, "a condition");
    if (condition === undefined) return t.mismatch("it has no condition");
    const [first, second] = [side(node, t, condition, 1), side(node, t, condition, 2)];
    const sum = first === undefined ? second : second === undefined ? first : combine(t, first, second, "add");
    if (sum === undefined) return t.mismatch("its inputs are missing");
    t.set(node.outputs[0], sum);
  },
};

/** What one side of the choice adds to the output; undefined where that is 0 everywhere. */
function side(node: OnnxNode, t: Translation, condition: Constant, index: 1 | 2): Value | undefined {
  const value = t.input(node, index);
  if (value === undefined) return t.mismatch(`input ${index} is missing`);
  if (value.kind === "unknown") throw new Unsupported("unknown");
  const zero = number(t, 0);
  const chosen = (yes: Constant) => selected(t, node, index === 1 ? [condition, yes, zero] : [condition, zero, yes]);
  if (value.kind === "constant") return isZero(value) ? undefined : chosen(value);
  const other = t.input(node, index === 1 ? 2 : 1);
  if (other?.kind === "constant" && other.count === 1 && (other.values()[0] ?? 0) <= farBelow) return value;
  return combine(t, value, chosen(number(t, 1)), "mul");
}

const isZero = ({ count, values }: Constant): boolean => count === 1 && values()[0] === 0;

const number = (t: Translation, value: number): Constant =>
  computed([], float32, (into) => into.fill(value), t.budget, t.place);

function selected(t: Translation, node: OnnxNode, inputs: readonly Constant[]): Constant {
  const folding: Folding = {
    budget: t.budget,
    opset: t.opset,
    check: () => t.mismatch("it holds a tensor"),
    mismatch: (problem) => t.mismatch(problem),
  };
  const [made] = fold(node, inputs, folding) ?? [];
  return made ?? t.mismatch("its inputs do not fit");
}
