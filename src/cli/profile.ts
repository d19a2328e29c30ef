import { basename } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { ProfileRequest } from "../hardware/index.ts";
import { profileNames } from "../shipped/index.ts";
import { readSource } from "./file.ts";
import type { Checked } from "./options.ts";
import { ProfileFiles } from "./profile-files.ts";

/** Largest profile file that is read, in bytes; a reader that counts characters never refuses less. */
const profileSizeLimit = 1024 * 1024;

const folders = {
  devices: "device",
  socs: "soc",
  cores: "core",
  dsps: "dsp",
  runtimes: "runtime",
  "dsp-runtimes": "dsp-runtime",
} as const;

type Folder = keyof typeof folders;
const folderNames: readonly Folder[] = ["devices", "socs", "cores", "dsps", "runtimes", "dsp-runtimes"];

const words: Readonly<Record<Folder, string>> = {
  devices: "device",
  socs: "SoC",
  cores: "core",
  dsps: "DSP",
  runtimes: "runtime",
  "dsp-runtimes": "runtime of DSPs",
};

/** What a profile argument names: `pixel-2`, `xnnpack-2020`, or a file such as `./my-board.yaml`. */
export function findProfile(text: string, kinds: readonly Folder[]): Checked<ProfileRequest> {
  if (isProfilePath(text)) return readProfile(text);
  const folder = kinds.find((each) => profileNames(each).includes(text));
  if (folder !== undefined) return { value: { kind: folders[folder], name: text } };
  const other = folderNames.find((each) => profileNames(each).includes(text));
  return { fault: other === undefined ? unknownProfile(text, kinds) : misplaced(text, kinds, other) };
}

/** A profile file of the user, which may name others beside it. Its name in messages is the path as given. */
export function readProfile(path: string): Checked<ProfileRequest> {
  const read = readProfileText(path, path);
  if (read.kind === "fault") return { fault: read.diagnostic };
  const files = new ProfileFiles(read.source, path, readProfileText);
  return { value: { source: read.source, fileNamed: (name, from) => files.named(name, from) } };
}

function readProfileText(path: string, name: string) {
  const hint = "a profile describes one device, SoC, core or runtime";
  return readSource(path, name, { bytes: profileSizeLimit, hint });
}

function isProfilePath(text: string): boolean {
  return /[\\/]/.test(text) || /\.ya?ml$/i.test(text);
}

/** A profile of another kind: `--on xnnpack-2020`. */
function misplaced(name: string, kinds: readonly Folder[], found: Folder): Diagnostic {
  const wanted = kinds.map((each) => `a ${words[each]}`).join(" or ");
  return diagnostic("hardware/misplaced", { wanted, found: `the ${words[found]} ${name}` }, undefined);
}

function unknownProfile(name: string, kinds: readonly Folder[]): Diagnostic {
  const nearest = nearestNames(basename(name), kinds.flatMap(profileNames));
  return diagnostic("usage/unknown-device", { name, nearest }, undefined);
}
