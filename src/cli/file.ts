import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";

/** Largest text that is read, in bytes. */
export const sizeLimit = 4 * 1024 * 1024;

/** How much of a kind of file is read, and what to do about more. */
export interface SizeBound {
  readonly bytes: number;
  readonly hint: string | undefined;
}

const architectures: SizeBound = { bytes: sizeLimit, hint: undefined };

export type ReadResult =
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "fault"; readonly diagnostic: Diagnostic };

/** Reads a regular file of UTF-8 text. `name` is what messages call it. Looks before it opens: no device, pipe or folder is ever read. */
export function readSource(path: string, name: string, bound = architectures): ReadResult {
  let bytes: Uint8Array;
  try {
    const found = statSync(path);
    if (!found.isFile()) return unreadable(name, found.isDirectory() ? "it is a folder" : "it is no regular file");
    if (found.size > bound.bytes) return tooLarge(name, found.size, bound);
    bytes = readFileSync(path);
  } catch (fault) {
    return unreadable(name, reasonOf(fault));
  }
  return decodeSource(bytes, name, bound);
}

/** Bytes as text; a byte order mark is dropped, a fault is reported with its offset. */
export function decodeSource(bytes: Uint8Array, name: string, bound = architectures): ReadResult {
  if (bytes.length > bound.bytes) return tooLarge(name, bytes.length, bound);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { kind: "source", source: { name, text } };
  } catch {
    return {
      kind: "fault",
      diagnostic: diagnostic("file/encoding", { file: name, offset: firstInvalidByte(bytes) }, undefined),
    };
  }
}

function tooLarge(name: string, size: number, bound: SizeBound): ReadResult {
  const facts = { file: name, size, limit: bound.bytes };
  return { kind: "fault", diagnostic: diagnostic("file/too-large", facts, undefined, { hint: bound.hint }) };
}

function unreadable(name: string, reason: string): ReadResult {
  return { kind: "fault", diagnostic: diagnostic("file/unreadable", { file: name, reason }, undefined) };
}

/** The offset at which the first character starts that is not UTF-8, or that the text ends inside of. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  // What can go on may end inside a character of up to four bytes.
  const starts = [0, 1, 2, 3].map((back) => Math.max(good - back, 0));
  return starts.find((end) => decodes(bytes.subarray(0, end), false)) ?? good;
}

/** Whether bytes are UTF-8; with `unfinished` they may end inside a character. */
function decodes(bytes: Uint8Array, unfinished: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: unfinished });
    return true;
  } catch {
    return false;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "its links go round in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
};

/** Words for a fault of the file system. */
export function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : undefined;
  return (code === undefined ? undefined : reasons[code]) ?? code ?? "it cannot be opened";
}

/** Why a file cannot be written, as far as can be told before it is: for runs whose result would be lost. Errors: file/unwritable. */
export function unwritable(path: string): Diagnostic | undefined {
  const fault = (reason: string) => diagnostic("file/unwritable", { file: path, reason }, undefined);
  try {
    const isThere = existsSync(path);
    if (isThere && statSync(path).isDirectory()) return fault("it is a folder");
    accessSync(isThere ? path : dirname(path), constants.W_OK);
    return isThere || statSync(dirname(path)).isDirectory() ? undefined : fault("there is no such folder");
  } catch (problem) {
    return fault(reasonOf(problem).replace("no such file", "no such folder"));
  }
}
