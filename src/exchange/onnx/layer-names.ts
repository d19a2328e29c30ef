import type { PathSegment } from "../../graph/index.ts";

/** Longest part of a layer's name, and most parts. */
const longest = 64;
const mostSegments = 12;

/**
 * Paths of layers after the names of ONNX nodes: `/features/features.1/conv/Conv` is `features.1.conv.conv`. Exporters repeat the outer
 * modules in the name of each inner one; those are said once. The operator comes last. Unique, with `_2`, `_3` where a path comes again.
 */
export class LayerNames {
  private readonly taken = new Map<string, number>();

  next(nodeName: string, operator: string): readonly PathSegment[] {
    const modules = modulesOf(nodeName);
    const first = modules.findIndex((each) => /^\d+$/.test(each));
    const outer = modules.map((text, index): PathSegment => ({ text, kind: index === first ? "index" : "block" }));
    const path = [...modules, operator].join(".");
    const text = this.unique(path).slice(path.length - operator.length);
    return [...outer, { text, kind: "operator" }];
  }

  private unique(path: string): string {
    let count = (this.taken.get(path) ?? 0) + 1;
    let name = count === 1 ? path : `${path}_${count}`;
    while (count > 1 && this.taken.has(name)) {
      count += 1;
      name = `${path}_${count}`;
    }
    this.taken.set(path, count);
    if (name !== path) this.taken.set(name, 1);
    return name;
  }
}

/** The modules around a node, outermost first, without the node's own name. */
function modulesOf(nodeName: string): readonly string[] {
  const parts = nodeName.split("/").filter((each) => each !== "");
  const modules: string[] = [];
  let outer = "";
  for (const part of parts.slice(0, -1)) {
    const own = outer !== "" && part.startsWith(`${outer}.`) ? part.slice(outer.length + 1) : part;
    outer = part;
    modules.push(
      ...own
        .split(".")
        .map(plain)
        .filter((each) => each !== ""),
    );
  }
  return modules.slice(0, mostSegments);
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}_-]/gu, "_").slice(0, longest);
}
