import type { Unit } from "../core/units.ts";

/** What a profile describes. */
export type ProfileKind = "core" | "dsp" | "soc" | "device" | "runtime" | "dsp-runtime";

/** What may stand in a field. */
export type FieldType =
  /** A text of its own, at most `longest` characters. */
  | { readonly kind: "text"; readonly longest: number }
  /** The name of another profile. */
  | { readonly kind: "reference"; readonly to: ProfileKind }
  /** The name of a core or DSP, or a mapping with the fields of one. */
  | { readonly kind: "core"; readonly of: "core" | "dsp" }
  /** `{ value, source, kind }`, the value one of a few words. */
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** `{ value, source, kind }`, the value a text with its unit. Outside `usual` it is warned about, far outside refused. */
  | {
      readonly kind: "quantity";
      readonly unit: Unit;
      readonly usual: readonly [low: string, high: string];
      readonly whole?: true;
    }
  /**
   * `{ value, source, kind }`, the value a text of the given form. `pattern` is a regular expression for the whole text; `limits` says what
   * the example does not show.
   */
  | { readonly kind: "notation"; readonly pattern: string; readonly example: string; readonly limits?: string }
  | { readonly kind: "group"; readonly fields: readonly Field[] }
  /** A mapping from names that the file chooses to groups of the same fields. */
  | { readonly kind: "named"; readonly fields: readonly Field[] };

/** One field of a profile. The checker, the listings and the schema for editors read nothing else. */
export interface Field {
  readonly name: string;
  readonly meaning: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Says something about this file alone: `extends` does not hand it on. */
  readonly own?: true;
}

/** A field with a quantity, required unless said. */
export function quantity(
  name: string,
  unit: Unit,
  usual: readonly [low: string, high: string],
  meaning: string,
  required = true,
): Field {
  return { name, meaning, type: { kind: "quantity", unit, usual }, required };
}
