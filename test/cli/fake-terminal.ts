import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface FakeOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Terminal["env"];
  /** Width of a terminal on standard output; absent: a pipe. */
  readonly columns?: number;
}

/** Runs one command line inside this process. */
export async function ridge(words: readonly string[], options: FakeOptions = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const { input = "" } = options;
  const terminal: Terminal = {
    env: options.env ?? { NO_COLOR: "1" },
    outIsTerminal: options.columns !== undefined,
    errIsTerminal: false,
    columns: options.columns,
    writeOut: async (text) => {
      out += text;
    },
    writeErr: async (text) => {
      err += text;
    },
    readInput: async () => (typeof input === "string" ? new TextEncoder().encode(input) : input),
  };
  const exit = await run(words, terminal);
  return { exit, out, err };
}

/** What standard error says beside the lines that tell how far a long run is, which a busy machine prints. */
export function withoutProgress(err: string): string {
  return err.replace(/^\d+\/\d+ \w+, \d+ s left\n/gm, "");
}
