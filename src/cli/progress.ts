import type { Terminal } from "./terminal.ts";

/** Quiet for the first moments: most runs are over by then. In ms. */
const firstWait = 500;
/** Between two plain lines, where standard error is no terminal. In ms. */
const plainWait = 10_000;
/** Longest time for which signals wait, where steps are short. In ms. */
const turnWait = 100;

/** How far a long run is, on standard error: one line that is rewritten on a terminal, a line per ten seconds elsewhere. */
export class Progress {
  private readonly terminal: Pick<Terminal, "errIsTerminal" | "writeErr">;
  private readonly total: number;
  private readonly things: string;
  private readonly start = Date.now();
  private last = this.start;
  private turned = this.start;
  private done = 0;
  private isShown = false;

  /** `things` are what is counted. */
  constructor(terminal: Pick<Terminal, "errIsTerminal" | "writeErr">, total: number, things = "files") {
    this.things = things;
    this.terminal = terminal;
    this.total = total;
  }

  /** One more is done. Work that never waits would not hear of Ctrl-C otherwise: now and then the event loop gets its turn. */
  async step(): Promise<void> {
    this.done += 1;
    const now = Date.now();
    if (now - this.turned >= turnWait) {
      await new Promise((resume) => setImmediate(resume));
      this.turned = Date.now();
    }
    const { errIsTerminal } = this.terminal;
    const wait = errIsTerminal ? (this.isShown ? 100 : firstWait) : plainWait;
    if (this.total < 2 || this.done === this.total || now - this.last < wait) return;
    this.last = now;
    this.isShown = true;
    const left = Math.ceil((((now - this.start) / this.done) * (this.total - this.done)) / 1000);
    const text = `${this.done}/${this.total} ${this.things}, ${left} s left`;
    await this.terminal.writeErr(errIsTerminal ? `\r${text}\u001b[K` : `${text}\n`);
  }

  async end(): Promise<void> {
    if (this.isShown && this.terminal.errIsTerminal) await this.terminal.writeErr("\r\u001b[K");
  }
}
