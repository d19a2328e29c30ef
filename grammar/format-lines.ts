import { displayWidth } from "../src/core/index.ts";

interface Line {
  readonly indent: number;
  text: string;
  comment: string | undefined;
  /** Whether an empty line stands before it. */
  readonly spaced: boolean;
}

/** Collects the lines of a formatted text. Comments behind code on adjacent lines are aligned. */
export class FormatLines {
  readonly #lines: Line[] = [];

  /** The line being written, if there is one. */
  get #current(): Line | undefined {
    return this.#lines[this.#lines.length - 1];
  }

  /** Whether nothing more may follow on the current line. */
  get ended(): boolean {
    return this.#current?.comment !== undefined || this.#lines.length === 0;
  }

  get indent(): number {
    return this.#current?.indent ?? 0;
  }

  start(indent: number, spaced: boolean): void {
    this.#lines.push({ indent, text: "", comment: undefined, spaced: spaced && this.#lines.length > 0 });
  }

  write(text: string): void {
    const line = this.#current;
    if (line !== undefined) line.text += text;
  }

  /** Ends the current line with a comment. */
  comment(text: string): void {
    const line = this.#current;
    if (line !== undefined) line.comment = text;
  }

  toText(): string {
    const columns = this.#commentColumns();
    const rows = this.#lines.map((line, at) => {
      const code = `${" ".repeat(line.indent)}${line.text}`;
      const gap = !isCommented(line) ? "" : " ".repeat((columns[at] ?? 0) - line.indent - displayWidth(line.text));
      const row = line.comment === undefined ? code : `${code}${gap}${line.comment}`;
      return `${line.spaced ? "\n" : ""}${row.trimEnd()}\n`;
    });
    return rows.join("");
  }

  /** For each line the column of its comment: two behind the widest code of the run of commented lines. */
  #commentColumns(): number[] {
    const columns: number[] = new Array(this.#lines.length).fill(0);
    let start = 0;
    while (start < this.#lines.length) {
      let end = start;
      let widest = 0;
      for (
        let line = this.#lines[end];
        line !== undefined && isCommented(line) && (end === start || !line.spaced);
        line = this.#lines[end]
      ) {
        widest = Math.max(widest, line.indent + displayWidth(line.text));
        end++;
      }
      columns.fill(widest + 2, start, end);
      start = Math.max(end, start + 1);
    }
    return columns;
  }
}

function isCommented(line: Line): boolean {
  return line.comment !== undefined && line.text !== "";
}
