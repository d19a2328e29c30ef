import { realpathSync, statSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** Between two looks, in ms. Looking works alike on every file system, in containers and over networks. */
const pause = 200;

/** Files with the state that they had when they were added. */
export class WatchedFiles {
  private readonly states = new Map<string, string>();

  constructor(paths: readonly string[]) {
    for (const each of paths) this.add(each);
  }

  get size(): number {
    return this.states.size;
  }

  add(path: string): void {
    const real = realOf(path);
    if (!this.states.has(real)) this.states.set(real, stateOf(real));
  }

  /** Waits until one of the files is changed or removed, or the list that is asked for has a new one. */
  async change(list: () => readonly string[]): Promise<void> {
    const isOld = () =>
      [...this.states].every(([path, state]) => stateOf(path) === state) &&
      list().every((each) => this.states.has(realOf(each)));
    while (isOld()) await setTimeout(pause);
  }
}

function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return `${found?.mtimeMs ?? "-"} ${found?.size ?? "-"}`;
}

/** The path with links followed; of a file that is gone, as it is. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
