import type { Argument } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { type Convention, conventions, layerClass, layerClasses, type NetworkCost, sumsOf } from "../cost/index.ts";
import type { Frame, Machine } from "./machine.ts";

/** Which layers a measure counts: a class, or a pattern of paths. */
export interface LayerFilter {
  readonly text: string;
  readonly span: Span;
}

export interface MeasureOptions {
  readonly convention: Convention;
  readonly where: LayerFilter | undefined;
}

/** `as=paper`, `where=depthwise`, `where="stages.3.*"`; undefined after reporting a fault. */
export function measureOptions(
  machine: Machine,
  frame: Frame,
  measure: string,
  rest: readonly Argument[],
): MeasureOptions | undefined {
  let [convention] = conventions;
  let where: LayerFilter | undefined;
  const seen = new Set<string>();
  for (const argument of rest) {
    const name = argument.name?.name ?? "a second argument";
    if (seen.has(name)) {
      machine.report("argument/twice", { name }, argument.span);
      return undefined;
    }
    seen.add(name);
    const { span } = argument.value;
    const text = wordOf(frame, argument);
    if (name === "as") {
      convention = conventions.find((each) => each.name === text);
      if (convention === undefined) {
        reportWord(
          machine,
          measure,
          "as",
          text,
          conventions.map((each) => each.name),
          span,
        );
        return undefined;
      }
    } else if (name === "where" && measure !== "peak_memory") {
      const isClass = (layerClasses as readonly string[]).includes(text);
      const isPattern = argument.value.kind === "string";
      if (!isClass && !isPattern) {
        reportWord(machine, measure, "where", text, [...layerClasses, '"a.path.*"'], span);
        return undefined;
      }
      where = { text, span };
    } else {
      // A peak is of the whole: single layers have none.
      const known = measure === "peak_memory" ? "`as`" : "`as`, `where`";
      const args = { callee: measure, name, nearest: nearestNames(name, ["as", "where"]), known };
      machine.report("argument/unknown", args, argument.span);
      return undefined;
    }
  }
  return convention === undefined ? undefined : { convention, where };
}

/** A bare word stands for itself, unless a string is bound to it. */
export function wordOf(frame: Frame, { value }: Argument): string {
  if (value.kind === "string") return value.value;
  if (value.kind !== "identifier") return "";
  const bound = frame.scope.lookup(value.name)?.value;
  return bound?.kind === "string" ? bound.text : value.name;
}

function reportWord(
  machine: Machine,
  callee: string,
  name: string,
  text: string,
  known: readonly string[],
  span: Span,
): void {
  const listed = [...new Set([...nearestNames(text, known), ...known])].join(", ");
  machine.report("argument/word", { callee, name, found: `\`${text}\``, known: listed }, span);
}

/** The cost with sums over the chosen layers alone; undefined after reporting that no layer has such a path. */
export function restrictedTo(
  machine: Machine,
  cost: NetworkCost,
  { text, span }: LayerFilter,
): NetworkCost | undefined {
  const isClass = (layerClasses as readonly string[]).includes(text);
  const layers = cost.layers.filter((each) => (isClass ? layerClass(each) === text : fits(each.layer.name, text)));
  if (layers.length === 0 && !isClass) {
    const nearest = nearestNames(
      text,
      cost.layers.map((each) => each.layer.name),
    );
    machine.report("measure/no-layer", { pattern: text, nearest }, span);
    return undefined;
  }
  return { ...cost, layers, totals: { ...cost.totals, ...sumsOf(layers) } };
}

/** Whether a path fits a pattern whose `*` stands for any text; tried piece by piece, so that no pattern takes long. */
function fits(path: string, pattern: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return path === pattern;
  if (!path.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = path.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return path.length - last.length >= from && path.endsWith(last);
}
