import type { Command } from "commander";
import type { Outcome } from "./outcome.ts";
import type { ColourWish } from "./style.ts";
import type { Terminal } from "./terminal.ts";

/** One run of the program, as its commands see it. */
export interface Session {
  readonly terminal: Terminal;
  readonly colour: ColourWish;
  /** Hands in the result of the command that ran. */
  finish(outcome: Outcome): void;
}

/** Adds one command to the program. */
export type AddVerb = (program: Command, session: Session) => void;

/** Help text behind the options: what can be typed. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, meaning]) => `  $ ${command.padEnd(width)}   ${meaning}`).join("\n")}`;
}
