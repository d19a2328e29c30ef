import type { PhaseResult } from "../core/diagnostic.ts";
import type { ProfileLibrary } from "./profile.ts";
import { profileAt } from "./reader.ts";
import { type ProfileRequest, resolveProfile } from "./resolve.ts";

/** The library's DSPs that a profile has, or is, or that those extend, directly or through others; nearest first. */
export function dspsOf(request: ProfileRequest, library: ProfileLibrary): PhaseResult<readonly string[]> {
  const { value, diagnostics } = resolveProfile(request, library);
  const names = value?.sources.flatMap(({ name }) => {
    const at = Object.hasOwn(library, name) ? profileAt(name) : undefined;
    return at?.kind === "dsp" ? [at.name] : [];
  });
  return { value: names, diagnostics };
}
