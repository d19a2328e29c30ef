import { hardwareTexts } from "ridge:shipped";

/** The shipped profile files: `devices/pixel-2.yaml` -> text. */
export const hardwareFiles: Readonly<Record<string, string>> = hardwareTexts;

/** Names of the profiles of one kind (`cores`, `socs`, `devices`), after their files. */
export function profileNames(kind: string): readonly string[] {
  return Object.keys(hardwareTexts).flatMap((path) => {
    const match = /^([\w-]+)\/(.+)\.ya?ml$/.exec(path);
    return match?.[1] === kind && match[2] !== undefined ? [match[2]] : [];
  });
}
