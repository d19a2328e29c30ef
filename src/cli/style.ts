import type { Paint as DiagnosticPaint } from "../core/render-diagnostic.ts";
import type { Paint } from "../report/index.ts";
import type { Terminal } from "./terminal.ts";

export type ColourWish = "auto" | "always" | "never";

export const colourWishes: readonly ColourWish[] = ["auto", "always", "never"];

/** Whether a stream gets colour: what the option says, else `NO_COLOR`, else `FORCE_COLOR`, else whether it is a terminal. */
export function hasColour(wish: ColourWish, isTerminal: boolean, env: Terminal["env"]): boolean {
  if (wish !== "auto") return wish === "always";
  if ((env.NO_COLOR ?? "") !== "") return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env.TERM !== "dumb";
}

/** Paints with chalk, which is loaded only when there is colour. */
export async function reportPaint(): Promise<Paint> {
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  return (role, text) => {
    switch (role) {
      case "title":
      case "total":
        return chalk.bold(text);
      case "header":
        return chalk.cyan(text);
      case "quiet":
        return chalk.dim(text);
      case "bar":
      case "less":
        return chalk.green(text);
      case "more":
        return chalk.yellow(text);
    }
  };
}

/** The same for diagnostics. */
export async function diagnosticPaint(): Promise<DiagnosticPaint> {
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  return {
    error: (text) => chalk.bold.red(text),
    warning: (text) => chalk.bold.yellow(text),
    code: (text) => chalk.dim(text),
    caret: (text) => chalk.red(text),
    related: (text) => chalk.blue(text),
    dim: (text) => chalk.dim(text),
    hint: (text) => chalk.green(text),
  };
}
