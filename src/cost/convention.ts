import type { Layout } from "../ops/index.ts";
import type { Quantity } from "./quantity.ts";
import type { Role } from "./roles.ts";
import type { SpellingWord } from "./spelling.ts";

/** What a term looks at, beside the operator's name. All that are given must hold. */
export interface Where {
  /** Layout of the first input. */
  readonly layout?: readonly Layout[];
  readonly spelled?: readonly SpellingWord[];
  readonly role?: Role;
  readonly attribute?: { readonly name: string; readonly is: string };
}

/** One rule of a convention: some layers add `times` a quantity to the count; less than nothing where they are left out. */
export interface Term {
  /** What it counts, for people: `2 per element of batch norm`. */
  readonly sentence: string;
  readonly times: bigint;
  readonly per: Quantity;
  /** Operators that it holds for; all of them unless given. */
  readonly ops?: readonly string[];
  readonly where?: Where;
}

/** A network on which a convention's total is another than the tool's. */
export interface Difference {
  readonly network: string;
  /** The convention's total minus the tool's. */
  readonly difference: bigint;
  readonly of: "macs" | "params";
  readonly reason: string;
}

/** What a count includes, as the difference to the default count; a value, so that more conventions are more rows. */
export interface Convention {
  readonly name: string;
  /** One sentence for people: printed with every output. */
  readonly counts: string;
  /** The tool that counts so; absent for conventions of our own. */
  readonly tool?: string;
  readonly version?: string;
  /** Where the rule is stated. */
  readonly source?: string;
  /** How much one multiply-accumulate of conv, linear and matmul counts. */
  readonly perMac: 1n | 2n;
  /** What the MAC total holds beyond (or short of) `perMac` times the MACs. */
  readonly macs: readonly Term[];
  /** What the parameters are beyond (or short of) weights, biases, and scale and shift of norms. */
  readonly params: readonly Term[];
  /** Shipped networks whose total equals the tool's. */
  readonly verified: readonly string[];
  readonly differences: readonly Difference[];
  /** What the rule leaves open, a sentence each. */
  readonly notes: readonly string[];
}
