import { basename } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { ProfileRequest } from "../hardware/index.ts";
import { profileNames } from "../shipped/index.ts";
import { readSource } from "./file.ts";
import type { Checked } from "./options.ts";

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

/** A profile of another kind: `--on xnnpack-2020`. */
function misplaced(name: string, kinds: readonly Folder[], found: Folder): Diagnostic {
  const wanted = kinds.map((each) => `a ${words[each]}`).join(" or ");
  return diagnostic("hardware/misplaced", { wanted, found: `the ${words[found]} ${name}` }, undefined);
}

function unknownProfile(name: string, kinds: readonly Folder[]): Diagnostic {
  const nearest = nearestNames(basename(name), kinds.flatMap(profileNames));
  return diagnostic("usage/unknown-device", { name, nearest }, undefined);
}
