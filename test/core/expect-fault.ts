import { expect } from "vitest";
import type { PhaseResult } from "../../src/core/diagnostic.ts";

/** Reads a text without its marks `~~~`, and expects one fault of the code that covers what stood between them. */
export function expectFault(read: (text: string) => PhaseResult<unknown>, code: string, marked: string): void {
  const [before = "", inside = "", behind = ""] = marked.split("~~~");
  const { value, diagnostics } = read(before + inside + behind);
  expect(value).toBeUndefined();
  const found = diagnostics.map((each) => [each.code, each.span?.start, each.span?.end]);
  expect(found).toEqual([[code, before.length, before.length + inside.length]]);
}
