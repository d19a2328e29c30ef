import { dirname } from "node:path";
import { checkFile } from "../claims/index.ts";
import type { Source } from "../core/source.ts";
import { MeasuredNets } from "../model/index.ts";
import type { CheckedFile } from "../report/index.ts";
import type { FoundFile } from "./arch-files.ts";
import { timingFor } from "./device.ts";
import { readSource } from "./file.ts";
import { FileLoader } from "./file-loader.ts";

/** What holds for all files of one run. Plain data, since it is handed to worker threads. */
export interface CheckSettings {
  readonly filter?: string | undefined;
  /** Folder that imports may read from. */
  readonly root?: string | undefined;
}

/** Nets that files of one run share. */
const measured = new MeasuredNets();

/** Reads and checks one file. */
export async function checkArchFile(
  { path, folder }: FoundFile,
  { filter, root }: CheckSettings,
  seen?: (path: string) => void,
): Promise<CheckedFile> {
  const read = readSource(path, path);
  if (read.kind === "fault") return { name: path, claims: 0, records: [], diagnostics: [read.diagnostic] };
  const loader = new FileLoader(root ?? folder ?? dirname(path), await timingFor(read.source.text));
  loader.place(read.source, path);
  const checked = checkFile({ source: read.source, loader, filter, measured });
  for (const each of loader.paths()) seen?.(each);
  return checked;
}

/** Checks a text that is in no file, such as standard input. */
export async function checkText(source: Source, { filter, root }: CheckSettings): Promise<CheckedFile> {
  const loader = new FileLoader(root, await timingFor(source.text));
  return checkFile({ source, loader, filter, measured });
}
