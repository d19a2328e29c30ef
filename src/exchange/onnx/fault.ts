import { type Diagnostic, type DiagnosticDetails, diagnostic } from "../../core/diagnostic.ts";
import type { MessageArguments, MessageCode } from "../../core/messages/index.ts";

/** Ends the reading of a file that cannot be understood; caught where the reading began. */
export class OnnxFault extends Error {
  readonly diagnostic: Diagnostic;

  constructor(made: Diagnostic) {
    super(made.message);
    this.diagnostic = made;
  }
}

/** Ends the reading with a message. */
export function refuse<C extends MessageCode>(code: C, args: MessageArguments<C>, details?: DiagnosticDetails): never {
  throw new OnnxFault(diagnostic(code, args, undefined, details));
}

/** A name from a file as messages show it: without control characters, and no longer than a line. */
export function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029`]/gu, "?");
  return plain.length <= longestShown ? plain : `${plain.slice(0, longestShown - 3)}...`;
}

const longestShown = 80;
