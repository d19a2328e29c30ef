import { intsOf, textOf } from "../attributes.ts";
import type { OnnxNode } from "../model.ts";
import { floatText } from "../number.ts";
import { type Translation, Unsupported } from "../translation.ts";
import type { Flow } from "../view.ts";

/** `Pad`: margins of an image, which a convolution behind it takes in. */
export function pad(node: OnnxNode, t: Translation): void {
  const flow = t.flow(node, 0);
  const rank = flow.axes.length;
  const amounts = t.integers(node, 1, "pads") ?? intsOf(node, "pads") ?? intsOf(node, "paddings") ?? [];
  const listed = t.integers(node, 3, "axes") ?? Array.from({ length: rank }, (_, index) => index);
  if (amounts.length !== 2 * listed.length) t.mismatch(`${amounts.length} pads for ${listed.length} axes`);
  const [before, after] = [Array<number>(rank).fill(0), Array<number>(rank).fill(0)];
  for (const [index, given] of listed.entries()) {
    const axis = t.axis(given, rank);
    before[axis] = amounts[index] ?? 0;
    after[axis] = amounts[index + listed.length] ?? 0;
  }
  if ([...before, ...after].every((each) => each === 0)) {
    t.set(node.outputs[0], flow);
    return;
  }
  const mode = textOf(node, "mode", "constant");
  const value = t.constant(node, 2, "a value")?.values()[0] ?? node.attributes.get("value")?.float ?? 0;
  const otherwise =
    mode !== "constant" ? `margins are filled by ${mode}` : value !== 0 ? `margins are ${floatText(value)}` : undefined;
  if ([...before, ...after].some((each) => each < 0)) throw new Unsupported("negative pads");
  const spatial = (axis: number) => axis >= 2 || (before[axis] === 0 && after[axis] === 0);
  if ((rank !== 4 && rank !== 3) || !before.every((_, axis) => spatial(axis)))
    throw new Unsupported("other axes than height and width");
  const isLine = rank === 3;
  const image = t.image(flow);
  const own = isLine
    ? { ...image, axes: [[], image.own[0] ?? [], image.own[2] ?? []] }
    : { ...image, axes: [[], ...image.own] };
  const margins = isLine
    ? ([0, 0, before[2] ?? 0, after[2] ?? 0] as const)
    : ([before[2] ?? 0, after[2] ?? 0, before[3] ?? 0, after[3] ?? 0] as const);
  const output = node.outputs[0] ?? "";
  const readers = t.readersOf(output);
  const joins =
    otherwise === undefined &&
    readers.length > 0 &&
    readers.every((each) => each.opType === "Conv" && each.inputs[0] === output);
  const held: Flow = { ...own, padding: margins };
  t.set(output, joins && !t.isOutput(output) ? held : t.padded(held, otherwise));
}
