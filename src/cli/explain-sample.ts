import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { MessageArguments, MessageCode } from "../core/messages/index.ts";

/** What shows a message: a text that Ridge answers with it, or what it says where only a huge text or a file would. */
export type ExplainSample =
  | {
      readonly kind: "arch";
      readonly text: string;
      readonly free?: string;
      readonly files?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "profile"; readonly text: string }
  | { readonly kind: "said"; readonly diagnostic: Diagnostic };

/** A message as it stands where only a huge text, or another file, would bring it. */
export function said<C extends MessageCode>(code: C, args: MessageArguments<C>): ExplainSample {
  return { kind: "said", diagnostic: diagnostic(code, args, undefined) };
}
