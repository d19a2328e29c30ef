/** What a command sees of the process that it runs in; tests hand in their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Terminal cells per line of standard output; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** The built program, which worker threads run too; absent where Ridge runs from its sources. */
  readonly program?: URL | undefined;
  writeOut(text: string): Promise<void>;
  writeErr(text: string): Promise<void>;
  /** From here on Ctrl-C ends the process at once, inside of work too that never waits; nothing that is half done is kept. */
  endAtOnce?(): void;
  /** Standard input, at most one byte more than `limit`. */
  readInput(limit: number): Promise<Uint8Array>;
}

const usualWidth = 80;

/**
 * Terminal cells per line of what goes to standard output: of a terminal its own, or 80 where it names none; else what the
 * environment's `COLUMNS` says; undefined when nothing does.
 */
export function lineWidth({ outIsTerminal, columns, env }: Terminal): number | undefined {
  if (outIsTerminal && columns !== undefined && columns > 0) return columns;
  const named = /^[1-9]\d{0,3}$/.test(env.COLUMNS ?? "") ? Number(env.COLUMNS) : undefined;
  return named ?? (outIsTerminal ? usualWidth : undefined);
}

/** The terminal of this process. A reader that went away (EPIPE) is no error: what is left to say is dropped. */
export function processTerminal(program?: URL): Terminal {
  return {
    program,
    env: process.env,
    outIsTerminal: process.stdout.isTTY === true,
    get errIsTerminal() {
      return process.stderr.isTTY === true;
    },
    columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
    writeOut: (text) => write(process.stdout, text),
    writeErr: (text) => write(process.stderr, text),
    // The signal itself ends a process that does not listen, and shells call that 130 as well.
    endAtOnce: () => void process.removeAllListeners("SIGINT"),
    readInput,
  };
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (fault: Error | null | undefined) => {
      if (fault == null || isClosedPipe(fault)) resolve();
      else reject(fault);
    };
    stream.once("error", settle);
    stream.write(text, (fault) => {
      settle(fault);
    });
  });
}

function isClosedPipe(fault: Error): boolean {
  const code = "code" in fault ? fault.code : undefined;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "EOF";
}

async function readInput(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit + 1);
}
