import {
  type Argument,
  type CallUnit,
  filled,
  holesOf,
  isLight,
  isOpen,
  signatureOf,
  sizeOf,
  type Unit,
} from "./unit.ts";

/** A block that was found: its parameters, and its body with their names in place of numbers. */
export interface FoundBlock {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: "int" | "real" | "list" | undefined }[];
  readonly units: readonly Unit[];
}

export interface Structured {
  readonly blocks: readonly FoundBlock[];
  readonly units: readonly Unit[];
}

/** Longest stretch of units that becomes one block, most blocks, and most units that are searched. */
const longestStretch = 16;
const mostBlocks = 24;
const mostUnits = 20_000;

/**
 * Finds what comes again: the stretch of units, equal but for numbers, whose uses save the most lines becomes a block, and its uses calls;
 * again and again, while lines are saved. Branches of joins are searched, too, and later blocks are made of earlier ones.
 */
export function findBlocks(units: readonly Unit[]): Structured {
  const blocks: FoundBlock[] = [];
  let body = units;
  if (units.length > mostUnits) return { blocks, units };
  while (blocks.length < mostBlocks) {
    const best = bestStretch([body, ...seriesIn(body)]);
    if (best === undefined) break;
    const { block, texts } = blockOf(best, blocks);
    blocks.push(block);
    body = withCalls(body, best, block, texts);
  }
  return { blocks, units: body };
}

interface Stretch {
  readonly signature: string;
  readonly length: number;
  /** The numbers of each use. */
  readonly uses: readonly (readonly Unit[])[];
  readonly saved: number;
}

/** All series of units inside joins. */
function seriesIn(units: readonly Unit[]): readonly (readonly Unit[])[] {
  return units.flatMap((unit) => {
    const inner = unit.kind === "join" ? unit.branches : unit.kind === "tangle" ? unit.segments : [];
    return inner.flatMap((each) => [each.units, ...seriesIn(each.units)]);
  });
}

function bestStretch(all: readonly (readonly Unit[])[]): Stretch | undefined {
  const found = new Map<string, { length: number; uses: (readonly Unit[])[]; ends: Map<number, number> }>();
  for (const [place, series] of all.entries()) {
    const signatures = series.map(signatureOf);
    const light = series.map(isLight);
    const closed = series.map((each) => !isOpen(each) && each.kind !== "tangle");
    for (let start = 0; start < series.length; start++) {
      // An activation stays with what it activates.
      if (light[start] === true) continue;
      let key = "";
      for (let length = 1; length <= longestStretch && start + length <= series.length; length++) {
        if (closed[start + length - 1] !== true) break;
        key += `${signatures[start + length - 1]}>`;
        if (light[start + length] === true || (length === 1 && series[start]?.kind !== "join")) continue;
        const entry = found.get(key) ?? { length, uses: [], ends: new Map<number, number>() };
        found.set(key, entry);
        // Uses that overlap an earlier one do not count.
        if ((entry.ends.get(place) ?? 0) > start) continue;
        entry.uses.push(series.slice(start, start + length));
        entry.ends.set(place, start + length);
      }
    }
  }
  let best: Stretch | undefined;
  for (const [signature, { length, uses }] of found) {
    const saved = savedLines(uses);
    if (uses.length > 1 && saved > 1 && (best === undefined || saved > best.saved))
      best = { signature, length, uses, saved };
  }
  return best;
}

/** Lines saved by a block: what each use takes, less a line of call, less the block itself; many parameters are worse than few. */
function savedLines(uses: readonly (readonly Unit[])[]): number {
  const [first = []] = uses;
  const size = first.reduce((sum, each) => sum + sizeOf(each), 0);
  const parameters = new Set(columnsOf(uses).flatMap((each) => (isConstant(each) ? [] : [each.join("|")]))).size;
  const crowd = Math.max(0, parameters - 4) * 0.2 * uses.length;
  return uses.length * (size - 1) - (size + 2) - crowd;
}

/** For each hole its texts in all uses. */
function columnsOf(uses: readonly (readonly Unit[])[]): readonly (readonly string[])[] {
  const rows = uses.map((each) => each.flatMap(holesOf).map((hole) => hole.text));
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ""));
}

function isConstant(column: readonly string[]): boolean {
  return column.every((each) => each === column[0]);
}

interface MadeBlock {
  readonly block: FoundBlock;
  /** For each parameter the hole that it was first met in. */
  readonly texts: readonly number[];
}

function blockOf({ uses }: Stretch, earlier: readonly FoundBlock[]): MadeBlock {
  const [first = []] = uses;
  const holes = first.flatMap(holesOf);
  const columns = columnsOf(uses);
  const names = new Map<string, string>();
  const parameters: FoundBlock["parameters"][number][] = [];
  const texts: number[] = [];
  const distinct = columns.map((each) => (isConstant(each) ? undefined : each.join("|")));
  for (const [index, key] of distinct.entries()) {
    if (key === undefined || names.has(key)) continue;
    const base = plainBase(holes[index]?.name ?? "n");
    const name = uniqueName(base, [...names.values()]);
    names.set(key, name);
    parameters.push({ name, type: typeOf(columns[index] ?? []) });
    texts.push(index);
  }
  const inside = distinct.map((key, index) =>
    key === undefined ? (holes[index]?.text ?? "") : (names.get(key) ?? ""),
  );
  const fill = inside[Symbol.iterator]();
  const units = first.map((each) => filled(each, fill));
  return { block: { name: blockName(units, earlier), parameters, units }, texts };
}

/** The type of a parameter that takes these values; undefined where they are of several. Names of outer parameters have any. */
function typeOf(column: readonly string[]): "int" | "real" | "list" | undefined {
  if (column.every((each) => each.startsWith("["))) return "list";
  if (column.every((each) => /^\d+$/.test(each))) return "int";
  return column.every((each) => /^[-\d./]+$/.test(each)) ? "real" : undefined;
}

/** Words of the language and of flows, which no parameter may be called. */
const reserved: readonly string[] = ["from", "order", "shape", "as", "in", "for", "it", "input", "heads"];

function plainBase(name: string): string {
  const base = name.replace(/\d+$/, "");
  return reserved.includes(base) ? `${base}s` : base;
}

function uniqueName(base: string, taken: readonly string[]): string {
  if (!taken.includes(base)) return base;
  for (let count = 2; ; count++) if (!taken.includes(`${base}${count}`)) return `${base}${count}`;
}

/** What a block is called: by what it does as a whole. */
function blockName(units: readonly Unit[], earlier: readonly FoundBlock[]): string {
  const taken = earlier.map((each) => each.name);
  const base = baseName(units);
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.includes(name)) return name;
  }
}

function baseName(units: readonly Unit[]): string {
  const last = units.findLast((each) => each.kind === "join");
  const hasJoin = last?.kind === "join";
  if (hasJoin && last.operator?.name === "mul") return "gate";
  if (hasJoin && last.operator?.name === "add") return "residual";
  if (hasJoin && last.operator?.name === "concat") return "branches";
  const operators = units.flatMap((each) => (each.kind === "operator" ? [each] : []));
  const isDepthwise = operators.some((each) =>
    each.arguments.some(({ name, text }) => name === "g" && text === "it.C"),
  );
  if (isDepthwise)
    return operators.filter((each) => each.operator.name === "conv").length > 2 ? "bottleneck" : "separable";
  const [first, second] = operators;
  if (operators.length === 2 && first?.operator.name === "conv" && second !== undefined)
    return `conv_${second.operator.name}`;
  return "unit";
}

/** The series with calls where the stretch was. */
function withCalls(
  series: readonly Unit[],
  stretch: Stretch,
  block: FoundBlock,
  texts: readonly number[],
): readonly Unit[] {
  const made: Unit[] = [];
  const signatures = series.map(signatureOf);
  for (let at = 0; at < series.length; ) {
    const part = series.slice(at, at + stretch.length);
    const next = series[at + stretch.length];
    const isUse =
      part.length === stretch.length &&
      !(next !== undefined && isLight(next)) &&
      part.every((each) => !isOpen(each)) &&
      `${signatures.slice(at, at + stretch.length).join(">")}>` === stretch.signature;
    if (isUse) {
      made.push(callOf(part, block, texts));
      at += stretch.length;
    } else {
      const unit = series[at];
      if (unit !== undefined) made.push(inside(unit, stretch, block, texts));
      at += 1;
    }
  }
  return made;
}

function inside(unit: Unit, stretch: Stretch, block: FoundBlock, texts: readonly number[]): Unit {
  if (unit.kind === "tangle") {
    const segments = unit.segments.map((each) => ({ ...each, units: withCalls(each.units, stretch, block, texts) }));
    return { ...unit, segments };
  }
  if (unit.kind !== "join") return unit;
  const branches = unit.branches.map((each) => ({ ...each, units: withCalls(each.units, stretch, block, texts) }));
  return { ...unit, branches };
}

function callOf(part: readonly Unit[], { name, parameters }: FoundBlock, texts: readonly number[]): CallUnit {
  const holes = part.flatMap(holesOf);
  const given = parameters.map((each, index): Argument => {
    const text = holes[texts[index] ?? 0]?.text ?? "";
    return { name: each.name, text, isNumber: true, fallback: undefined };
  });
  return { kind: "call", block: name, arguments: given };
}
