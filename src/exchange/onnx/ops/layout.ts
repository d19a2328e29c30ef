import { axisNames } from "../../../ops/index.ts";
import { intOf, intsOf, textOf } from "../attributes.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { type Axis, axisOf, axisSize, dimsOf, type Flow, ownAxis, permuted, sameAxis, usualTarget } from "../view.ts";
import { placesOf } from "./arithmetic.ts";
import { pad } from "./pad.ts";
import { resize } from "./resize.ts";

export const layoutRules: Rules = {
  Reshape: (node, t) => {
    const flow = t.flow(node, 0);
    const wanted = t.integers(node, 1, "a shape") ?? intsOf(node, "shape") ?? [];
    t.set(node.outputs[0], t.reshape(flow, wantedDims(t, flow, wanted, intOf(node, "allowzero", 0) === 1)));
  },
  Flatten: (node, t) => {
    const flow = t.flow(node, 0);
    const given = intOf(node, "axis", 1);
    const axis = given === flow.axes.length ? given : t.axis(given, flow.axes.length);
    const dims = dimsOf(flow);
    t.set(node.outputs[0], t.reshape(flow, [product(dims.slice(0, axis)), product(dims.slice(axis))]));
  },
  Squeeze: (node, t) => {
    const flow = t.flow(node, 0);
    const given = t.integers(node, 1, "axes") ?? intsOf(node, "axes");
    const axes = given?.map((each) => t.axis(each, flow.axes.length));
    const isGone = (axis: Axis, index: number) => axis.length === 0 && (axes === undefined || axes.includes(index));
    if (axes?.some((index) => (flow.axes[index] ?? []).length > 0) === true) t.mismatch("an axis to squeeze is not 1");
    t.set(node.outputs[0], { ...flow, axes: flow.axes.filter((axis, index) => !isGone(axis, index)) });
  },
  Unsqueeze: (node, t) => {
    const flow = t.flow(node, 0);
    const given = t.integers(node, 1, "axes") ?? intsOf(node, "axes") ?? [];
    const rank = flow.axes.length + given.length;
    const places = given.map((each) => t.axis(each, rank));
    const rest = [...flow.axes];
    const axes = Array.from({ length: rank }, (_, index) => (places.includes(index) ? [] : (rest.shift() ?? [])));
    t.set(node.outputs[0], { ...flow, axes });
  },
  Transpose: (node, t) => {
    const flow = t.flow(node, 0);
    const rank = flow.axes.length;
    const order = intsOf(node, "perm") ?? Array.from({ length: rank }, (_, index) => rank - 1 - index);
    if ([...order].sort((a, b) => a - b).some((each, index) => each !== index) || order.length !== rank)
      t.mismatch(`\`perm\` is [${order.join(", ")}] for ${rank} dimensions`);
    t.set(node.outputs[0], permuted(flow, order));
  },
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  Pad: pad,
  Resize: (node, t) => resize(node, t, node.inputs.length > 2 || t.opset >= 11 ? 2 : 1),
  Upsample: (node, t) => resize(node, t, 1),
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Expand: (node, t) => {
    const flow = t.flow(node, 0);
    const wanted = t.integers(node, 1, "a shape") ?? [];
    const dims = dimsOf(flow);
    const rank = Math.max(dims.length, wanted.length);
    const of = (list: readonly number[], index: number) => list[index - (rank - list.length)] ?? 1;
    const sizes = Array.from({ length: rank }, (_, index) => of(wanted, index));
    const odd = sizes.find((each, index) => each !== 1 && of(dims, index) !== 1 && each !== of(dims, index));
    if (odd !== undefined) t.mismatch(`${dims.join("x")} cannot be spread to ${wanted.join("x")}`);
    const missing = rank - dims.length;
    const wide: Flow = { ...flow, axes: [...Array<Axis>(missing).fill([]), ...flow.axes] };
    const times = sizes.map((each, index) => (of(dims, index) === 1 ? each : 1));
    t.set(node.outputs[0], isSpreadAnyway(node, t, wanted) ? wide : repeated(t, wide, times));
  },
  Tile: (node, t) => {
    const repeats = t.integers(node, 1, "repeats") ?? [];
    const flow = t.flow(node, 0);
    if (repeats.length !== flow.axes.length) t.mismatch(`${repeats.length} repeats for ${flow.axes.length} dimensions`);
    t.set(node.outputs[0], repeated(t, flow, repeats));
  },
};

/** Most copies of one tensor that are put side by side. */
const mostCopies = 64;

/** The elements of each axis several times over: copies side by side, as shared heads of an attention. */
function repeated(t: Translation, flow: Flow, times: readonly number[]): Flow {
  if (times.some((each) => each < 1)) return t.mismatch(`it repeats an axis ${Math.min(...times)} times`);
  const copies = product(times);
  if (copies === 1) return flow;
  if (copies > mostCopies) throw new Unsupported(`${copies} copies of its input`);
  let made = t.padded(flow);
  for (const [axis, count] of times.entries()) {
    if (count === 1) continue;
    const feature = made.layout === "image" ? 0 : made.own.length - 1;
    const tensor = emitConcat(t, Array<Flow>(count).fill(made), feature);
    const copy = axisOf(count);
    const before = (axes: readonly Axis[], at: number) =>
      axes.map((each, index) => (index === at ? [...copy, ...each] : each));
    made = { ...made, tensor, own: before(made.own, feature), axes: before(made.axes, axis) };
  }
  return made;
}

/** Whether each reader is arithmetic with a tensor that has all the dimensions already, so that it spreads the other by itself. */
function isSpreadAnyway(node: OnnxNode, t: Translation, wanted: readonly number[]): boolean {
  const output = node.outputs[0] ?? "";
  const readers = t.readersOf(output);
  return (
    readers.length > 0 &&
    !t.isOutput(output) &&
    readers.every((each) => {
      const other = t.valueOf(each.inputs.find((name) => name !== output) ?? "");
      const dims = other?.kind === "flow" ? dimsOf(other) : other?.kind === "constant" ? other.dims : undefined;
      const isArithmetic = ["Add", "Sub", "Mul", "Div"].includes(each.opType) && each.domain === "";
      return (
        isArithmetic &&
        dims?.length === wanted.length &&
        wanted.every((size, axis) => size === 1 || size === dims[axis])
      );
    })
  );
}

function product(dims: readonly number[]): number {
  return dims.reduce((all, each) => all * each, 1);
}

/** The dimensions that a Reshape asks for: 0 keeps one, -1 takes what is left. */
function wantedDims(t: Translation, flow: Flow, wanted: readonly number[], zeroIsZero: boolean): readonly number[] {
  const dims = dimsOf(flow);
  const total = product(dims);
  const kept = wanted.map((each, index) => (each === 0 && !zeroIsZero ? (dims[index] ?? 0) : each));
  const [first] = kept;
  // A batch that the exporter has fixed: here one inference is looked at.
  const batched =
    t.fixedBatch > 1 && first === t.fixedBatch && product(kept.slice(1)) !== total / t.fixedBatch && dims[0] === 1
      ? [1, ...kept.slice(1)]
      : kept;
  const known = product(batched.filter((each) => each !== -1));
  const free = batched.filter((each) => each === -1).length;
  const isLegal = free <= 1 && batched.every((each) => each >= 1 || each === -1);
  const rest = total / known;
  if (!isLegal || !Number.isInteger(rest) || (free === 0 && rest !== 1)) {
    return t.mismatch(`${dims.join("x")} cannot be read as [${wanted.join(", ")}]`);
  }
  return batched.map((each) => (each === -1 ? rest : each));
}

function concat(node: OnnxNode, t: Translation): void {
  const flows = node.inputs.map((_, index) => t.flow(node, index));
  t.set(node.outputs[0], joinAlong(t, flows, intOf(node, "axis", 1)));
}

/** Tensors side by side along an ONNX axis. */
export function joinAlong(t: Translation, flows: readonly Flow[], given: number): Flow {
  const [first] = flows;
  if (first === undefined) return t.mismatch("it joins nothing");
  if (flows.length === 1) return first;
  const rank = first.axes.length;
  const axis = t.axis(given, rank);
  const others = (flow: Flow) => dimsOf(flow).filter((_, index) => index !== axis);
  const odd = flows.find((flow) => flow.axes.length !== rank || others(flow).join() !== others(first).join());
  if (odd !== undefined) return t.mismatch(`${dimsOf(first).join("x")} and ${dimsOf(odd).join("x")} do not fit`);
  const size = flows.reduce((sum, flow) => sum + axisSize(flow.axes[axis] ?? []), 0);
  const laid =
    sameLayout(flows, axis) ??
    sameLayout(
      flows.map((flow) => t.as(flow, usualTarget(flow))),
      axis,
    );
  const joined = axisOf(size);
  if (laid !== undefined) {
    const own = laid.from.own.map((each, index) => (index === laid.own ? joined : each));
    const axes = first.axes.map((each, index) => (index === axis ? joined : (laid.from.axes[index] ?? each)));
    const tensor = emitConcat(t, laid.flows, laid.own);
    return { kind: "flow", tensor, layout: laid.from.layout, own, axes };
  }
  const grouped = flows.map((flow) => {
    const [before, after] = [flow.axes.slice(0, axis).flat(), flow.axes.slice(axis + 1).flat()];
    return t.as(flow, { layout: "tokens", axes: [before, flow.axes[axis] ?? [], after] });
  });
  const [leader = first] = grouped;
  const own = [leader.own[0] ?? [], joined, leader.own[2] ?? []];
  const axes = first.axes.map((each, index) => (index === axis ? joined : each));
  return { kind: "flow", tensor: emitConcat(t, grouped, 1), layout: "tokens", own, axes };
}

function emitConcat(t: Translation, flows: readonly Flow[], own: number): number {
  const [first] = flows;
  const layout = first?.layout ?? "image";
  const names = axisNames(layout);
  const isFeature = own === (layout === "image" ? 0 : names.length - 1);
  const attributes = isFeature ? {} : { axis: names[own] ?? "" };
  const [tensor = 0] = t.emit(
    "concat",
    flows.map((each) => each.tensor),
    { attributes },
  );
  return tensor;
}

/** The own axis that the ONNX axis is in all tensors, where they are laid out alike. */
function sameLayout(
  flows: readonly Flow[],
  axis: number,
): { readonly flows: readonly Flow[]; readonly own: number; readonly from: Flow } | undefined {
  const [first] = flows;
  if (first === undefined || flows.some((each) => each.layout !== first.layout)) return undefined;
  const places = flows.map(placesOf);
  const busy = places.findIndex((each) => each?.includes(axis) === true);
  const own = busy >= 0 ? (places[busy]?.indexOf(axis) ?? -1) : usualPlace(first, axis);
  if (own < 0) return undefined;
  const lead = places[0];
  if (lead === undefined) return undefined;
  const isAlike = places.every((each) => {
    if (each === undefined) return false;
    return each.every((place, index) => (index === own ? place === axis || place < 0 : place === lead[index]));
  });
  return isAlike ? { flows, own, from: first } : undefined;
}

/** Where an axis of 1 would stand if the tensor were laid out as usual. */
function usualPlace({ layout, axes }: Flow, axis: number): number {
  if (layout === "vector") return 0;
  return Math.max(axis - (axes.length - 3), layout === "image" ? 0 : -1);
}

function split(node: OnnxNode, t: Translation): void {
  const flow = t.flow(node, 0);
  const axis = t.axis(intOf(node, "axis", 0), flow.axes.length);
  const size = dimsOf(flow)[axis] ?? 1;
  const given = t.integers(node, 1, "sizes") ?? intsOf(node, "split");
  const count = intOf(node, "num_outputs", node.outputs.length);
  if (count < node.outputs.length || count > size) t.mismatch(`${size} elements cannot be cut into ${count} parts`);
  const part = Math.ceil(size / count);
  const even = Array.from({ length: count }, (_, index) => Math.min(part, size - index * part));
  const sizes = given === undefined || given.length === 0 ? even : given;
  if (
    sizes.some((each) => each < 1) ||
    sizes.reduce((sum, each) => sum + each, 0) !== size ||
    sizes.length < node.outputs.length
  ) {
    t.mismatch(`${size} elements cannot be cut into [${sizes.join(", ")}]`);
  }
  const feature = flow.layout === "image" ? 0 : flow.own.length - 1;
  const isEven = sizes.every((each) => each === sizes[0]) && sizes.length > 1;
  const solid = isEven && ownAxis(flow, axis) === undefined ? t.withFeatures(flow, axis) : flow;
  const own = ownAxis(solid, axis);
  const at = solid.layout === "image" ? 0 : solid.own.length - 1;
  if (isEven && own === at && (own === feature || solid !== flow)) {
    const tensors = t.emit("split", [solid.tensor], { attributes: { n: sizes.length } });
    const each = axisOf(sizes[0] ?? 1);
    for (const [index, tensor] of tensors.entries())
      t.set(node.outputs[index], replaced({ ...solid, tensor }, axis, own, each));
    return;
  }
  let from = 0;
  for (const [index, each] of sizes.entries()) {
    const name = node.outputs[index] ?? "";
    if (t.isRead(name)) t.set(name, sliced(t, flow, axis, from, from + each));
    from += each;
  }
}

/** The flow with another axis in both readings. */
function replaced(flow: Flow, axis: number, own: number, by: Axis): Flow {
  return {
    ...flow,
    own: flow.own.map((each, index) => (index === own ? by : each)),
    axes: flow.axes.map((each, index) => (index === axis ? by : each)),
  };
}

/** Indices of one ONNX axis, or every `step`-th of them. */
export function sliced(t: Translation, flow: Flow, axis: number, from: number, to: number, step = 1): Flow {
  const wanted = flow.axes[axis] ?? [];
  const size = axisSize(wanted);
  if (from < 0 || to > size || from >= to) return t.mismatch(`indices ${from} to ${to} of ${size}`);
  if (from === 0 && to === size && step === 1) return flow;
  const solid = t.padded(flow);
  const own = solid.own.findIndex((each) => wanted.every((atom, index) => each[index] === atom));
  const inner = (solid.own[own] ?? []).slice(wanted.length);
  if (own >= 0 && (step === 1 || inner.length === 0)) {
    const unit = axisSize(inner);
    const name = axisNames(solid.layout)[own] ?? "";
    const attributes = { axis: name, from: from * unit, to: to * unit, ...(step === 1 ? {} : { step }) };
    const [tensor = solid.tensor] = t.emit("slice", [solid.tensor], { attributes });
    const kept = axisOf(Math.ceil((to - from) / step));
    const made = replaced({ ...solid, tensor }, axis, own, kept);
    return { ...made, own: made.own.map((each, index) => (index === own ? [...kept, ...inner] : each)) };
  }
  const usual = usualTarget(solid);
  const isWhole = usual.axes.some((each) =>
    step === 1 ? wanted.every((atom, index) => each[index] === atom) : sameAxis(each, wanted),
  );
  const [before, after] = [solid.axes.slice(0, axis).flat(), solid.axes.slice(axis + 1).flat()];
  const target = isWhole ? usual : ({ layout: "tokens", axes: [before, wanted, after] } as const);
  return sliced(t, t.as(solid, target), axis, from, to, step);
}

/** Largest index that stands for "to the end". */
const end = 2 ** 31 - 1;

function slice(node: OnnxNode, t: Translation): void {
  let flow = t.flow(node, 0);
  const starts = t.integers(node, 1, "starts") ?? intsOf(node, "starts") ?? [];
  const ends = t.integers(node, 2, "ends") ?? intsOf(node, "ends") ?? [];
  const axes = t.integers(node, 3, "axes") ?? intsOf(node, "axes") ?? starts.map((_, index) => index);
  const steps = t.integers(node, 4, "steps") ?? starts.map(() => 1);
  for (const [index, given] of axes.entries()) {
    const axis = t.axis(given, flow.axes.length);
    const size = dimsOf(flow)[axis] ?? 1;
    const place = (each: number) => Math.min(Math.max(each < 0 ? each + size : each, 0), size);
    const [from, to] = [place(starts[index] ?? 0), place(ends[index] ?? end)];
    const step = steps[index] ?? 1;
    if (step < 1) throw new Unsupported(`steps of ${step}`);
    flow = sliced(t, flow, axis, from, to, step);
  }
  t.set(node.outputs[0], flow);
}

function gather(node: OnnxNode, t: Translation): void {
  const [table, ids] = [t.input(node, 0), t.input(node, 1)];
  if (table?.kind === "constant" && ids?.kind === "flow") {
    const [n = 0, d = 0, ...more] = table.dims;
    if (more.length > 0 || d < 1 || intOf(node, "axis", 0) !== 0) throw new Unsupported("a table that is no matrix");
    const solid = t.as(ids, { layout: "vector", axes: [ids.axes.flat()] });
    const attributes = { n, d, ...(table.quantized === undefined ? {} : { w: table.quantized }) };
    const [tensor = 0] = t.emit("embedding", [solid.tensor], { attributes, tensors: { weight: table } });
    const depth = axisOf(d);
    t.set(node.outputs[0], {
      kind: "flow",
      tensor,
      layout: "tokens",
      own: [[], solid.own[0] ?? [], depth],
      axes: [...ids.axes, depth],
    });
    return;
  }
  const flow = t.flow(node, 0);
  const axis = t.axis(intOf(node, "axis", 0), flow.axes.length);
  const size = dimsOf(flow)[axis] ?? 1;
  const given = t.integers(node, 1, "indices") ?? [];
  const indices = given.map((each) => (each < 0 ? each + size : each));
  const [from = 0] = indices;
  if (indices.some((each, index) => each !== from + index))
    throw new Unsupported("indices that do not follow each other");
  const made = sliced(t, flow, axis, from, from + indices.length);
  const shape = ids?.kind === "constant" ? ids.dims : [];
  if (shape.length === 0) {
    t.set(node.outputs[0], { ...made, axes: made.axes.filter((_, index) => index !== axis) });
    return;
  }
  const dims = dimsOf(made);
  t.set(
    node.outputs[0],
    shape.length === 1 ? made : t.reshape(made, [...dims.slice(0, axis), ...shape, ...dims.slice(axis + 1)]),
  );
}

function depthToSpace(node: OnnxNode, t: Translation): void {
  const flow = t.flow(node, 0);
  const b = intOf(node, "blocksize", 1);
  const image = t.image(flow);
  if (textOf(node, "mode", "DCR") === "CRD") {
    const [tensor = image.tensor] = t.emit("depth_to_space", [image.tensor], { attributes: { b } });
    t.set(node.outputs[0], t.plain(tensor));
    return;
  }
  const [, channels = 1, height = 1, width = 1] = dimsOf(flow);
  const c = channels / (b * b);
  if (!Number.isInteger(c)) t.mismatch(`${b} squared does not divide ${channels} channels`);
  const cut = t.reshape(flow, [1, b, b, c, height, width]);
  t.set(node.outputs[0], t.reshape(permuted(cut, [0, 3, 4, 1, 5, 2]), [1, c, height * b, width * b]));
}

function spaceToDepth(node: OnnxNode, t: Translation): void {
  const flow = t.flow(node, 0);
  const b = intOf(node, "blocksize", 1);
  const [, channels = 1, height = 1, width = 1] = dimsOf(flow);
  if (height % b !== 0 || width % b !== 0) t.mismatch(`${b} does not divide ${height}x${width}`);
  const cut = t.reshape(flow, [1, channels, height / b, b, width / b, b]);
  t.set(node.outputs[0], t.reshape(permuted(cut, [0, 3, 5, 1, 2, 4]), [1, channels * b * b, height / b, width / b]));
}
