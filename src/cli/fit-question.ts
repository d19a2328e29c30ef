import { basename, isAbsolute } from "node:path";
import { widthOption } from "./look.ts";
import { type Asked, allOf, chosenFormat, listed, optional, wholeNumber, withoutEffect } from "./options.ts";

/** The options of `ridge hw fit` as they are typed. */
export interface FitWords {
  readonly data: string;
  readonly networks: string;
  readonly from?: string;
  readonly dtype?: string;
  readonly seed?: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

const formats = ["table", "json", "yaml"] as const;

/** What `ridge hw fit` is asked. */
export interface FitQuestion {
  readonly format: (typeof formats)[number];
  readonly dtype: "fp16" | "int8" | undefined;
  readonly seed: number;
  readonly width: number | undefined;
  readonly networks: readonly string[];
  readonly from: string | undefined;
  /** What messages call the table: its file without the folder, `-` for standard input. */
  readonly data: string;
  readonly root: string | undefined;
}

/** Reads the options. */
export function fitQuestion(words: FitWords): Asked<FitQuestion> {
  const checked = allOf({
    format: chosenFormat(words.format, words.output, formats),
    dtype: optional("`--dtype`", words.dtype, ["fp16", "int8"]),
    seed: wholeNumber("`--seed`", words.seed ?? "0", 0, 999_999_999),
    width: widthOption(words.width),
  });
  if ("faults" in checked) return checked;
  const { format, width } = checked.values;
  if (width !== undefined && format !== "table") return { faults: [withoutEffect("--width", format)] };
  const data = pathless(words.data);
  const networks = [...new Set(listed(words.networks))];
  return { question: { ...checked.values, networks, from: words.from, data, root: words.root } };
}

/** A name that does not say where a file lies on this machine. */
export function pathless(name: string): string {
  return isAbsolute(name) ? basename(name) : name;
}
