import type { TensorId } from "../graph/index.ts";
import { toText } from "../symbolic/index.ts";
import type { Cut } from "./cut.ts";
import type { Machine } from "./machine.ts";
import type { Value } from "./value.ts";

/** The flowing tensor at the end, and the result of every flow statement that nothing consumes. */
export function outputsOf(machine: Machine, ends: readonly TensorId[], cut: Cut): readonly TensorId[] {
  const all = [...flowResults(machine, cut), ...ends];
  return [...new Set(all.filter((id) => !cut.consumed.has(id) || ends.includes(id)))];
}

/** The results of flow statements, and what a condition chooses from them. */
function flowResults({ builder }: Machine, { flows, isLeft }: Cut): ReadonlySet<TensorId> {
  const results = new Set(flows);
  for (let id = 0; id < builder.tensorCount; id++) {
    const origin = builder.tensorAt(id)?.origin;
    if (origin?.kind !== "choice" || !isLeft(id)) continue;
    if (results.has(origin.then) || results.has(origin.otherwise)) results.add(id);
  }
  return results;
}

/** The tensors of values, lists taken apart. */
export function tensorsOf(values: readonly Value[]): readonly TensorId[] {
  return values.flatMap((each) => {
    if (each.kind === "list") return tensorsOf(each.items);
    return each.kind === "tensor" ? [each.id] : [];
  });
}

/**
 * Reports layers that are computed for nothing: no output of theirs is consumed, or an output of the network. What a list holds is no
 * output of its own, even where a block's body ends with it.
 */
export function rejectDeadTensors(
  machine: Machine,
  ends: readonly TensorId[],
  { consumed, leftOut }: Cut,
  outputs: readonly TensorId[],
): void {
  const { builder } = machine;
  const layerOf = (id: TensorId) => {
    const origin = builder.tensorAt(id)?.origin;
    return origin?.kind === "layer" ? builder.layerAt(origin.layer) : undefined;
  };
  const reported = new Set<number>();
  for (const { name, span, items } of machine.boundLists) {
    for (const [index, item] of items.entries()) {
      const layer = item.kind === "tensor" ? layerOf(item.id) : undefined;
      if (
        layer === undefined ||
        leftOut.has(layer.index) ||
        layer.outputs.some((id) => consumed.has(id) || ends.includes(id))
      )
        continue;
      machine.report("name/unused", { name: `${name}[${index}]` }, span);
      reported.add(layer.index);
    }
  }
  for (let index = 0; index < builder.layerCount; index++) {
    const layer = builder.layerAt(index);
    if (layer === undefined || reported.has(index) || leftOut.has(index)) continue;
    const isUsed = layer.outputs.some((id) => consumed.has(id) || outputs.includes(id));
    if (!isUsed) machine.report("name/unused", { name: layer.name }, layer.span);
  }
}

/** What a turn of a repeat with a free count leaves to the end is alive once per turn, and the graph holds one turn only. */
export function rejectRepeatedOutputs(machine: Machine, outputs: readonly TensorId[]): void {
  for (const { count, carried, end, result } of machine.builder.freeLoops) {
    const left = outputs.find((id) => id > carried && id < end && id !== result);
    const origin = left === undefined ? undefined : machine.builder.tensorAt(left)?.origin;
    const layer = origin?.kind === "layer" ? machine.builder.layerAt(origin.layer) : undefined;
    if (layer !== undefined)
      machine.report("model/repeat-output", { count: toText(count), name: layer.name }, layer.span);
  }
}
