import type { LayerWriter, NamedTensor } from "./layer-writer.ts";
import type { WrittenAttribute } from "./write-proto.ts";

const ints = (values: readonly number[]): WrittenAttribute => ({ ints: values });
const nothing: NamedTensor = { name: "", layout: "vector", dims: [] };

export interface Projection {
  readonly n: number;
  readonly depth: number;
  /** What stands before `weight` and `bias` in the names of the learned tensors. */
  readonly role: string;
  readonly isVector: boolean;
}

/** A fully connected layer: Gemm on a vector, MatMul and Add on tokens. */
export function linearNodes(
  w: LayerWriter,
  input: string,
  { n, depth, role, isVector }: Projection,
  outputs?: readonly string[],
): string {
  const weight = w.learned(`${role}weight`, [n, depth]);
  const bias = w.has(`${role}bias`) ? [w.learned(`${role}bias`, [n])] : [];
  if (isVector) return w.node("Gemm", [input, weight, ...bias], { transB: { int: 1 } }, outputs);
  const turned = w.node("Transpose", [weight], { perm: ints([1, 0]) });
  const [added] = bias;
  if (added === undefined) return w.node("MatMul", [input, turned], {}, outputs);
  return w.node("Add", [w.node("MatMul", [input, turned]), added], {}, outputs);
}

export interface Heads {
  readonly heads: number;
  /** Tensors that are added to the scores [P, heads, L, L], one after the other. */
  readonly added?: readonly string[];
}

/** softmax(scale q k^T + added) v, the heads as an axis of their own. */
export function attentionNodes(
  w: LayerWriter,
  [q = nothing, k = nothing, v = nothing]: readonly NamedTensor[],
  { heads, added = [] }: Heads,
  outputs?: readonly string[],
): string {
  const headed = ({ name, dims: [sets = 1, length = 1, depth = 1] }: NamedTensor, order: readonly number[]) =>
    w.node("Transpose", [w.node("Reshape", [name, w.integers([sets, length, heads, depth / heads])])], {
      perm: ints(order),
    });
  const scores = w.node("MatMul", [headed(q, [0, 2, 1, 3]), headed(k, [0, 2, 3, 1])]);
  const scale = w.constantOf("scale", 1 / Math.sqrt((q.dims[2] ?? 1) / heads));
  const scaled = w.node("Mul", [scores, w.floats([scale], [])]);
  const logits = added.reduce((sum, each) => w.node("Add", [sum, each]), scaled);
  const mixed = w.node("MatMul", [w.node("Softmax", [logits], { axis: { int: -1 } }), headed(v, [0, 2, 1, 3])]);
  const rows = w.node("Transpose", [mixed], { perm: ints([0, 2, 1, 3]) });
  const [sets = 1, length = 1] = q.dims;
  return w.node("Reshape", [rows, w.integers([sets, length, v.dims[2] ?? 1])], {}, outputs);
}

/** Query, key and value in one projection, attention, and the projection of its result. */
export function selfAttentionNodes(
  w: LayerWriter,
  input: NamedTensor,
  added: readonly string[],
  outputs?: readonly string[],
): string {
  const [, , depth = 1] = input.dims;
  const joint = linearNodes(w, input.name, { n: 3 * depth, depth, role: "in_", isVector: false });
  const names = ["query", "key", "value"].map((each) => `${w.layer.name}/${each}`);
  w.node("Split", [joint], { axis: { int: 2 } }, names);
  const parts = names.map((name): NamedTensor => ({ ...input, name }));
  const mixed = attentionNodes(w, parts, { heads: w.number("heads"), added });
  return linearNodes(w, mixed, { n: depth, depth, role: "out_", isVector: false }, outputs);
}

/** What is added to the score of two tokens of a window that rolling has put together. Source: torchvision, swin_transformer.py. */
const apart = -100;

/**
 * Attention inside windows: the image filled up to whole windows and rolled, its windows as sets of tokens, and all that undone again.
 * Source: torchvision, swin_transformer.py.
 */
export function windowAttentionNodes(
  w: LayerWriter,
  [input = nothing, table]: readonly NamedTensor[],
  [output = nothing]: readonly NamedTensor[],
): void {
  const [channels = 1, height = 1, width = 1] = input.dims;
  const [side, shift] = [w.number("window"), w.number("shift")];
  const [down, across] = [Math.ceil(height / side), Math.ceil(width / side)];
  const [rows, columns] = [down * side, across * side];
  const rolls = [down > 1 ? shift : 0, across > 1 ? shift : 0] as const;
  const isWhole = rows === height && columns === width;
  const filled = isWhole
    ? input.name
    : w.node("Pad", [input.name, w.integers([0, 0, 0, 0, 0, 0, rows - height, columns - width])]);
  const rolled = roll(w, roll(w, filled, 2, rolls[0], rows), 3, rolls[1], columns);
  const cut = w.node("Reshape", [rolled, w.integers([channels, down, side, across, side])]);
  const turned = w.node("Transpose", [cut], { perm: ints([1, 3, 2, 4, 0]) });
  const dims = [down * across, side * side, channels];
  const tokens = w.node("Reshape", [turned, w.integers(dims)]);
  const added = [
    ...(table === undefined ? [] : [tableNodes(w, table, side)]),
    ...(rolls[0] === 0 && rolls[1] === 0 ? [] : [maskNode(w, { side, down, across, rolls })]),
  ];
  const mixed = selfAttentionNodes(w, { name: tokens, layout: "tokens", dims }, added);
  const again = w.node("Reshape", [mixed, w.integers([down, across, side, side, channels])]);
  const image = w.node("Reshape", [
    w.node("Transpose", [again], { perm: ints([4, 0, 2, 1, 3]) }),
    w.integers([1, channels, rows, columns]),
  ]);
  const straight = roll(
    w,
    roll(w, image, 2, (rows - rolls[0]) % rows, rows),
    3,
    (columns - rolls[1]) % columns,
    columns,
  );
  const ranges = [
    [0, 0],
    [height, width],
    [2, 3],
  ].map((each) => w.integers(each));
  w.node("Slice", [straight, ...ranges], {}, [output.name]);
}

/** An axis moved so that index `by` becomes 0. */
function roll(w: LayerWriter, input: string, axis: number, by: number, extent: number): string {
  if (by === 0) return input;
  const part = (from: number, to: number) =>
    w.node("Slice", [input, w.integers([from]), w.integers([to]), w.integers([axis])]);
  return w.node("Concat", [part(by, extent), part(0, by)], { axis: { int: axis } });
}

/** The learned relative positions [1, (2 side - 1)^2, heads] as [1, heads, L, L]. */
function tableNodes(w: LayerWriter, { name, dims: [, offsets = 1, heads = 1] }: NamedTensor, side: number): string {
  const length = side * side;
  const indices = Array.from({ length: length * length }, (_, at) => {
    const [first, second] = [Math.floor(at / length), at % length];
    const down = Math.floor(first / side) - Math.floor(second / side) + side - 1;
    return down * (2 * side - 1) + (first % side) - (second % side) + side - 1;
  });
  const rows = w.node("Reshape", [name, w.integers([offsets, heads])]);
  const found = w.node("Gather", [rows, w.integers(indices)], { axis: { int: 0 } });
  const square = w.node("Reshape", [found, w.integers([1, length, length, heads])]);
  return w.node("Transpose", [square], { perm: ints([0, 3, 1, 2]) });
}

interface Rolled {
  readonly side: number;
  readonly down: number;
  readonly across: number;
  readonly rolls: readonly [number, number];
}

/** [P, 1, L, L]: tokens that come from both ends of an axis do not attend to each other. */
function maskNode(w: LayerWriter, { side, down, across, rolls }: Rolled): string {
  const length = side * side;
  const stretch = (index: number, extent: number, by: number) =>
    by === 0 || index < extent - side ? 0 : index < extent - by ? 1 : 2;
  const region = (window: number, token: number) => {
    const row = Math.floor(window / across) * side + Math.floor(token / side);
    const column = (window % across) * side + (token % side);
    return 3 * stretch(row, down * side, rolls[0]) + stretch(column, across * side, rolls[1]);
  };
  const sets = down * across;
  const values = Array.from({ length: sets * length * length }, (_, at) => {
    const window = Math.floor(at / (length * length));
    return region(window, Math.floor(at / length) % length) === region(window, at % length) ? 0 : apart;
  });
  return w.floats(values, [sets, 1, length, length]);
}
