import type { TensorId } from "../../graph/index.ts";
import type { FoundBlock } from "./blocks.ts";
import {
  type Argument,
  type BranchUnit,
  holesOf,
  isLight,
  type JoinUnit,
  type OperatorUnit,
  originName,
  type SegmentUnit,
  signatureOf,
  type TangleUnit,
  type Unit,
} from "./unit.ts";

/** Longest line of several steps. */
const widest = 112;

/** The declarations of blocks and the statements of a net's body, one per line. */
export function blockLines({ name, parameters, units }: FoundBlock): readonly string[] {
  const listed = parameters.map(({ name: own, type }) => (type === undefined ? own : `${own}: ${type}`));
  const head = parameters.length === 0 ? `block ${name} {` : `block ${name}(${listed.join(", ")}) {`;
  return [head, ...indented(bodyLines(units)), "}", ""];
}

export function bodyLines(units: readonly Unit[]): readonly string[] {
  return new BodyPrinter().print(units, "input");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((each) => `  ${each}`);
}

/** `conv(32, 3, s=2)`: the first two arguments by place, then those that differ from their defaults. */
export function callText(name: string, given: readonly Argument[], origin: string | undefined): string {
  const parts: string[] = [];
  let byPlace = true;
  for (const [index, each] of given.entries()) {
    const text = each.text.startsWith(originName)
      ? `${origin ?? "input"}${each.text.slice(originName.length)}`
      : each.text;
    if (each.fallback === text) {
      byPlace = false;
      continue;
    }
    parts.push(byPlace && index < placed ? text : `${each.name}=${text}`);
  }
  return parts.length === 0 ? name : `${name}(${parts.join(", ")})`;
}

/** How many arguments stand by place. */
const placed = 2;

/** Prints the statements of one body; names are unique in it. */
class BodyPrinter {
  private count = 0;
  private lines: string[] = [];
  /** The name of the tensor that flows, where it has one. */
  private flowing: string | undefined;

  print(units: readonly Unit[], origin: string | undefined): readonly string[] {
    this.flowing = origin;
    this.series(units);
    return this.lines;
  }

  private series(units: readonly Unit[]): void {
    for (let at = 0; at < units.length; ) {
      const { length, times } = repeatAt(units, at);
      if (times > 1) {
        const turn = new BodyPrinter();
        turn.count = this.count;
        const inner = turn.print(units.slice(at, at + length), undefined);
        this.count = turn.count;
        this.lines.push(`repeat ${times} {`, ...indented(inner), "}");
        this.flowing = undefined;
        this.canJoin = false;
        at += length * times;
        continue;
      }
      const unit = units[at];
      if (unit !== undefined) this.unit(unit);
      at += 1;
    }
  }

  private unit(unit: Unit): void {
    switch (unit.kind) {
      case "operator":
        this.operator(unit);
        return;
      case "call":
        this.statement(callText(unit.block, unit.arguments, undefined));
        return;
      case "join":
        this.join(unit);
        return;
      case "tangle":
        this.tangle(unit);
    }
  }

  private operator(unit: OperatorUnit): void {
    const text = callText(unit.operator.name, unit.arguments, this.gated);
    if (unit.part !== undefined) {
      const name = this.name("p");
      this.lines.push(
        `let ${name} = it -> ${callText(unit.part.split.operator.name, unit.part.split.arguments, undefined)}`,
      );
      this.statement(`${name}[${unit.part.index}] -> ${text}`);
      return;
    }
    const last = this.lines.at(-1);
    const joins = isLight(unit) && this.canJoin && last !== undefined && last.length + text.length < widest;
    if (joins) this.lines[this.lines.length - 1] = `${last} -> ${text}`;
    else this.statement(text);
  }

  /** The origin whose channels `@.C` means. */
  private gated: string | undefined;
  private canJoin = false;

  private statement(text: string): void {
    this.lines.push(text);
    this.flowing = undefined;
    this.canJoin = true;
  }

  private name(base: string): string {
    this.count += 1;
    return `${base}${this.count}`;
  }

  /** A name for what flows. */
  private tapped(): string {
    if (this.flowing !== undefined) return this.flowing;
    const name = this.name("t");
    this.lines.push(`tap ${name}`);
    this.flowing = name;
    this.canJoin = false;
    return name;
  }

  private join(unit: JoinUnit): void {
    const origin = unit.split === undefined ? this.tapped() : this.splitName(unit.split);
    if (unit.operator === undefined) {
      for (const branch of unit.branches) this.branch(branch, origin);
      return;
    }
    if (unit.operator.inputs === "list") this.listJoin(unit, origin);
    else this.pairJoin(unit, origin);
    this.gated = undefined;
  }

  private splitName(split: OperatorUnit): string {
    const name = this.name("p");
    this.lines.push(`let ${name} = it -> ${callText(split.operator.name, split.arguments, undefined)}`);
    this.canJoin = false;
    this.flowing = undefined;
    return name;
  }

  /** `[a, b -> conv(8)] -> concat`; branches that are too long for that have names. */
  private listJoin(unit: JoinUnit, origin: string): void {
    const name = callText(unit.operator?.name ?? "", unit.arguments, undefined);
    const inline = unit.branches.map((each) => inlineText(each, origin));
    const short = inline.flatMap((each) => each ?? []);
    const text = `[${short.join(", ")}] -> ${name}`;
    if (short.length === inline.length && text.length < widest) {
      this.statement(text);
      return;
    }
    const names = unit.branches.map((each, index) => {
      if (each.units.length === 0) return inline[index] ?? origin;
      const own = inline[index];
      if (own !== undefined && own.length < widest - 10) {
        const named = this.name("t");
        this.lines.push(`let ${named} = ${own}`);
        return named;
      }
      this.branch(each, origin);
      this.flowing = undefined;
      return this.tapped();
    });
    this.statement(`[${names.join(", ")}] -> ${name}`);
  }

  /** `add(skip)`: the first branch flows, the second is the argument. */
  private pairJoin(unit: JoinUnit, origin: string): void {
    const { operator } = unit;
    const [first, second] = unit.branches;
    if (operator === undefined || first === undefined || second === undefined) return;
    const isEven = commutative.includes(operator.name);
    const call = (argument: string): string => {
      const rest = callText(operator.name, unit.arguments, undefined).slice(operator.name.length);
      return `${operator.name}(${argument}${rest === "" ? "" : `, ${rest.slice(1, -1)}`})`;
    };
    const secondText = inlineText(second, origin);
    const isFirstPlain = first.units.length === 0 && first.start.kind === "origin";
    if (isFirstPlain && second.units.length > 0 && isEven && secondText === undefined) {
      this.branch(second, origin);
      this.statement(call(origin));
      return;
    }
    if (secondText !== undefined && call(secondText).length < widest) {
      this.branch(first, origin);
      this.statement(call(secondText));
      return;
    }
    this.branch(first, origin);
    const left = isFirstPlain ? origin : this.tapped();
    this.branch(second, origin);
    if (isEven) {
      this.statement(call(left));
      return;
    }
    const right = this.tapped();
    this.statement(`${left} -> ${call(right)}`);
  }

  /** The statements of a branch; afterwards its result flows. */
  private branch({ start, units }: BranchUnit, origin: string): void {
    const before = this.gated;
    this.gated = origin;
    const from = start.kind === "part" ? `${origin}[${start.index}]` : origin;
    if (start.kind !== "none" && this.flowing !== from) {
      const [first] = units;
      const isPlain = first?.kind === "operator" && first.part === undefined && !usesFlow(first);
      if (isPlain) {
        this.statement(`${from} -> ${callText(first.operator.name, first.arguments, this.gated)}`);
        this.series(units.slice(1));
        this.gated = before;
        return;
      }
      this.statement(from);
      this.flowing = start.kind === "part" ? undefined : from;
      this.canJoin = false;
    }
    this.canJoin = this.canJoin && start.kind === "none";
    this.series(units);
    this.gated = before;
  }

  /** Flows one behind the other, each tensor that is read elsewhere with a name. */
  private tangle({ segments, from }: TangleUnit): void {
    const names = new Map<TensorId, string>();
    const reads = new Map<TensorId, number>();
    for (const { head, input } of segments) {
      for (const id of head?.layer.inputs ?? [input ?? from]) reads.set(id, (reads.get(id) ?? 0) + 1);
    }
    let flow = from;
    const nameOf = (id: TensorId) => names.get(id) ?? "it";
    const keep = (id: TensorId, next: SegmentUnit | undefined) => {
      const goesOn = next !== undefined && (next.head?.layer.inputs[0] ?? next.input) === id && !isApart(next);
      const count = reads.get(id) ?? 0;
      if (count > 1 || (count === 1 && !goesOn)) names.set(id, this.tapped());
    };
    keep(from, segments[0]);
    for (const [index, { head, input, units, output }] of segments.entries()) {
      if (head !== undefined && isApart(segments[index])) {
        const { layer, unit } = head;
        const isSplit = layer.outputs.length > 1;
        const name = this.name(isSplit ? "p" : "w");
        const source =
          layer.inputs.length === 0 ? "" : `${layer.inputs[0] === flow ? "it" : nameOf(layer.inputs[0] ?? from)} -> `;
        this.lines.push(`let ${name} = ${source}${callText(unit.operator.name, unit.arguments, undefined)}`);
        this.canJoin = false;
        for (const [part, id] of layer.outputs.entries()) names.set(id, isSplit ? `${name}[${part}]` : name);
        if (units.length === 0) continue;
        this.statement(name);
      } else if (head !== undefined) this.head(head, flow, nameOf);
      else if (input !== undefined && input !== flow) {
        this.branch({ start: { kind: "origin" }, units }, nameOf(input));
        flow = output;
        keep(output, segments[index + 1]);
        continue;
      }
      this.series(units);
      flow = output;
      keep(output, segments[index + 1]);
    }
  }

  /** A layer on several tensors. */
  private head(
    { layer, unit }: NonNullable<SegmentUnit["head"]>,
    flow: TensorId,
    nameOf: (id: TensorId) => string,
  ): void {
    const [first = flow, ...others] = layer.inputs;
    const call = callText(unit.operator.name, unit.arguments, undefined);
    if (unit.operator.inputs === "list") {
      this.statement(`[${layer.inputs.map(nameOf).join(", ")}] -> ${call}`);
      return;
    }
    const rest = call.slice(unit.operator.name.length + 1, -1);
    const both = `${unit.operator.name}(${[...others.map(nameOf), rest].filter((each) => each !== "").join(", ")})`;
    this.statement(first === flow ? both : `${nameOf(first)} -> ${both}`);
  }
}

/** Whether a segment starts with a layer that is named on its own: a learned tensor, a split. */
function isApart(segment: SegmentUnit | undefined): boolean {
  const layer = segment?.head?.layer;
  return layer !== undefined && (layer.inputs.length === 0 || layer.outputs.length > 1);
}

const commutative: readonly string[] = ["add", "mul", "maximum", "minimum"];

/** Whether an operator's arguments speak of the tensor that flows at the start of its statement. */
function usesFlow({ arguments: given }: OperatorUnit): boolean {
  return given.some((each) => each.text.startsWith("it."));
}

/** A branch as an expression; undefined where it takes statements of its own. */
function inlineText({ start, units }: BranchUnit, origin: string): string | undefined {
  const texts = units.map((unit) => {
    if (unit.kind === "call") return callText(unit.block, unit.arguments, undefined);
    return unit.kind === "operator" && unit.part === undefined && !usesFlow(unit)
      ? callText(unit.operator.name, unit.arguments, origin)
      : undefined;
  });
  const whole = texts.flatMap((each) => each ?? []);
  if (whole.length < texts.length) return undefined;
  const from = start.kind === "part" ? [`${origin}[${start.index}]`] : start.kind === "none" ? [] : [origin];
  return [...from, ...whole].join(" -> ");
}

/** How often the units from a place on come again right behind themselves, taken in the length that covers most. */
function repeatAt(units: readonly Unit[], at: number): { readonly length: number; readonly times: number } {
  let best = { length: 1, times: 1 };
  const keys = units.slice(at, at + longestSeries).map(keyOf);
  for (let length = 1; length <= longestTurn && 2 * length <= keys.length; length++) {
    const isTurn = (turn: number) => keys.slice(0, length).every((key, index) => keys[turn * length + index] === key);
    let times = 1;
    while (isTurn(times)) times += 1;
    const isSolid = length > 1 || units[at]?.kind === "call" || units[at]?.kind === "join";
    if (times > 1 && isSolid && times * length > best.times * best.length) best = { length, times };
  }
  return best;
}

/** Most units of one turn, and most units in which turns are looked for. */
const longestTurn = 8;
const longestSeries = 512;

/** What a unit says, numbers included. */
function keyOf(unit: Unit): string {
  return `${signatureOf(unit)}|${holesOf(unit)
    .map((each) => each.text)
    .join("|")}`;
}
