/** One entry of the catalogue. `A` names the values that the text needs. */
export interface Message<A> {
  readonly severity?: "error" | "warning";
  /** One statement of fact; values in backticks; no final full stop. */
  readonly text: (args: A) => string;
  /** Stands behind the caret line. */
  readonly label?: (args: A) => string | undefined;
  /** Something to type or do. */
  readonly hint?: (args: A) => string | undefined;
  /** For the error reference: when it is reported, and what to do. */
  readonly explanation: string;
}

/** Fixes the argument type of an entry while keeping its key in the table's type. */
export function message<A>(entry: Message<A>): Message<A> {
  return entry;
}
