import { isAbsolute, relative, sep } from "node:path";
import type { Source } from "../core/source.ts";

/** Whether a file lies below a folder; both without links. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether a path says by itself where a file lies, or names something else than a file. */
export function isRooted(path: string): boolean {
  return isAbsolute(path) || /^[A-Za-z]:|\0|^[a-z]+:/.test(path);
}

/** What messages call a file that another one names: that one's folder as the user wrote it, and the path in it. */
export function nameBeside(other: Source | undefined, path: string): string {
  const name = other?.name.replaceAll("\\", "/") ?? "";
  const folder = name.includes("/") ? name.slice(0, name.lastIndexOf("/") + 1) : "";
  return folder + path.replace(/^(\.\/)+/, "");
}
