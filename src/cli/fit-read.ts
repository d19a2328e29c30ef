import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Measurements } from "../sim/index.ts";
import type { Chosen } from "./fit-choice.ts";
import type { FitQuestion } from "./fit-question.ts";
import { firstOf, type ReadRow, RowReader } from "./fit-rows.ts";
import type { Faults } from "./fit-target.ts";

/** What is fitted to, and what is predicted beside it. */
export interface ReadRows {
  readonly inside: readonly ReadRow[];
  readonly outside: readonly ReadRow[];
  readonly warnings: readonly Diagnostic[];
}

/** All rows as the model takes them. What is wrong with one that is fitted to is an error; another one is left out with a warning. */
export async function readRows(
  { devices, rows }: Chosen,
  table: Measurements,
  question: FitQuestion,
): Promise<ReadRows | Faults> {
  const reader = new RowReader(table, question.root);
  const inside: ReadRow[] = [];
  const outside: ReadRow[] = [];
  const faults: Diagnostic[] = [];
  const left = new Map<string, { readonly fault: Diagnostic; rows: number }>();
  for (const each of rows) {
    const device = devices.get(each.row.device);
    if (device === undefined) continue;
    const isInside = question.networks.includes(each.row.network);
    const read = await reader.read(each, device);
    if (!("fault" in read)) (isInside ? inside : outside).push(read);
    else if (isInside) faults.push(read.fault);
    else {
      const { fault, rows: count } = left.get(read.fault.message) ?? { fault: read.fault, rows: 0 };
      left.set(fault.message, { fault, rows: count + 1 });
    }
  }
  if (faults.length > 0) return { faults: firstOf(faults) };
  const warnings = [...left.values()].map(({ fault: { span, message, notes, hint }, rows: count }) =>
    diagnostic("fit/left-out", { rows: count, reason: message }, span, { notes, hint }),
  );
  return { inside, outside, warnings: firstOf(warnings) };
}
