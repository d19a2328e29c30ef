import { basename } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { ProfileRequest } from "../hardware/index.ts";
import { profileNames } from "../shipped/index.ts";
import { readSource } from "./file.ts";
import type { Checked } from "./options.ts";

/** Largest profile file that is read, in bytes; a reader that counts characters never refuses less. */
const profileSizeLimit = 1024 * 1024;

const folders = { devices: "device", socs: "soc", cores: "core", runtimes: "runtime" } as const;

/** What a profile argument names: `pixel-2`, `xnnpack-2020`, or a file such as `./my-board.yaml`. */
export function findProfile(text: string, kinds: readonly (keyof typeof folders)[]): Checked<ProfileRequest> {
  if (isProfilePath(text)) return readProfile(text);
  const folder = kinds.find((each) => profileNames(each).includes(text));
  if (folder !== undefined) return { value: { kind: folders[folder], name: text } };
  return { fault: unknownProfile(text, kinds) };
}

/** A profile file of the user. Its name in messages is the path as given. */
export function readProfile(path: string): Checked<ProfileRequest> {
  const read = readSource(path, path, {
    bytes: profileSizeLimit,
    hint: "a profile describes one device, SoC, core or runtime",
  });
  return read.kind === "fault" ? { fault: read.diagnostic } : { value: { source: read.source } };
}

function isProfilePath(text: string): boolean {
  return /[\\/]/.test(text) || /\.ya?ml$/i.test(text);
}

function unknownProfile(name: string, kinds: readonly (keyof typeof folders)[]): Diagnostic {
  const nearest = nearestNames(basename(name), kinds.flatMap(profileNames));
  return diagnostic("usage/unknown-device", { name, nearest }, undefined);
}
