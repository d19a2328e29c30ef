import type { PathSegment } from "../graph/index.ts";

/** Names of the layers and blocks inside one body: unique among siblings, with `_2`, `_3` where a name comes again. */
export class Path {
  readonly segments: readonly PathSegment[];
  /** How often each name was asked for; made with the first child, since most paths have none. */
  private taken: Map<string, number> | undefined;

  constructor(segments: readonly PathSegment[] = []) {
    this.segments = segments;
  }

  /** A new sibling's path. */
  child(text: string, kind: PathSegment["kind"]): Path {
    return new Path([...this.segments, { text: this.unique(text), kind }]);
  }

  private unique(text: string): string {
    this.taken ??= new Map();
    let count = (this.taken.get(text) ?? 0) + 1;
    let name = count === 1 ? text : `${text}_${count}`;
    while (count > 1 && this.taken.has(name)) {
      count += 1;
      name = `${text}_${count}`;
    }
    this.taken.set(text, count);
    if (name !== text) this.taken.set(name, 1);
    return name;
  }

  get name(): string {
    return this.segments.map((each) => each.text).join(".");
  }
}
