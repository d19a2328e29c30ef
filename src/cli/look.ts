import type { Paint } from "../report/index.ts";
import { type Checked, wholeNumber } from "./options.ts";
import type { Session } from "./session.ts";
import { hasColour, reportPaint } from "./style.ts";
import { lineWidth } from "./terminal.ts";

/** How a table is drawn. */
export interface Look {
  /** Terminal cells per line. */
  readonly width: number;
  /** Absent where there is no colour. */
  readonly paint?: Paint;
}

/** Reads `--width`; undefined when it is not given. */
export function widthOption(text: string | undefined): Checked<number | undefined> {
  return text === undefined ? { value: undefined } : wholeNumber("`--width`", text, 20, 10_000);
}

/** Width of a table that goes to a file or a pipe. */
const widthWithoutTerminal = 120;

/** The look of what goes to a file, or to standard output where `output` is undefined. */
export async function lookOf(
  width: number | undefined,
  output: string | undefined,
  { terminal, colour }: Session,
): Promise<Look> {
  const isFile = output !== undefined;
  const cells = width ?? (isFile ? undefined : lineWidth(terminal)) ?? widthWithoutTerminal;
  const isColoured = !isFile && hasColour(colour, terminal.outIsTerminal, terminal.env);
  return { width: cells, ...(isColoured ? { paint: await reportPaint() } : {}) };
}
