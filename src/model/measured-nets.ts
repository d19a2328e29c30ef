import type { Source } from "../core/source.ts";
import type { NetworkCost, Spelling } from "../cost/index.ts";
import type { LayerGraph } from "../graph/index.ts";
import { isConstant, isFalse, isTrue } from "../symbolic/index.ts";
import type { BoundArgument, NetSource, Value } from "./value.ts";
import { valueText } from "./value-text.ts";

/** What a measure counts: a graph, and how the reference model of a shipped network is written. */
export interface Measured {
  readonly graph: LayerGraph;
  readonly spelling: Spelling | undefined;
  /** Costs by convention, as far as they were asked for. */
  readonly costs: Map<string, NetworkCost>;
}

/** More nets are not kept. */
const largest = 512;

/** Nets with constant arguments that were measured before, so that many statements about one net expand it once. */
export class MeasuredNets {
  private readonly known = new Map<Source, Map<string, Measured>>();
  private count = 0;

  find(net: NetSource, given: ReadonlyMap<string, BoundArgument>): Measured | undefined {
    const key = keyOf(net, given);
    return key === undefined ? undefined : this.known.get(net.declaration.span.source)?.get(key);
  }

  keep(net: NetSource, given: ReadonlyMap<string, BoundArgument>, measured: Measured): void {
    const key = keyOf(net, given);
    if (key === undefined || this.count >= largest) return;
    const { source } = net.declaration.span;
    const nets = this.known.get(source) ?? new Map<string, Measured>();
    nets.set(key, measured);
    this.known.set(source, nets);
    this.count += 1;
  }
}

/** The net with its arguments as text; undefined where an argument is no constant that its text stands for. */
function keyOf(net: NetSource, given: ReadonlyMap<string, BoundArgument>): string | undefined {
  const parts: string[] = [net.declaration.name.name, net.name];
  for (const [name, value] of net.fixed) parts.push(`${name}:=${valueText(value)}`);
  for (const [name, { value }] of [...given].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isPlain(value)) return undefined;
    parts.push(`${name}=${value.kind}:${valueText(value)}`);
  }
  return parts.join("\n");
}

function isPlain(value: Value): boolean {
  switch (value.kind) {
    case "number":
      return isConstant(value.expr);
    case "boolean":
      return isTrue(value.condition) || isFalse(value.condition);
    case "string":
      return true;
    case "block":
      return value.form === "operator" && value.bound.positional.length + value.bound.named.size === 0;
    default:
      return false;
  }
}
