import type { TextTable } from "../text-table.ts";

/** A part of the page: a title, what is said, a table. */
export interface Section {
  readonly title: string;
  readonly text: readonly string[];
  readonly table: TextTable | undefined;
}
