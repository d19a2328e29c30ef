import { readFileSync, writeFileSync } from "node:fs";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { reasonOf } from "./file.ts";

/** Writes the text in place; a byte order mark stays. */
export function rewrite(file: string, text: string): readonly Diagnostic[] {
  try {
    const [first, second, third] = readFileSync(file);
    const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
    writeFileSync(file, hasMark ? `\ufeff${text}` : text);
    return [];
  } catch (fault) {
    return [diagnostic("file/unwritable", { file, reason: reasonOf(fault) }, undefined)];
  }
}
