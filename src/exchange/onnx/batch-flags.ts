import type { OnnxNode } from "./model.ts";

/** For each number of a known list, whether it changes with the batch. */
export type Flags = readonly boolean[];

/** What the flags of a node's output are taken from. */
export interface FlagSurroundings {
  flagsOf(name: string): Flags | undefined;
  /** Whole numbers of a known value; undefined where it has too many. */
  numbersOf(name: string): readonly number[] | undefined;
}

/** Operators that leave the numbers of a list where they are. */
const keepers: readonly string[] = ["Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape"];

/** The flags of a value that is computed of shapes; all where it is not clear which. `count` is how many numbers it has. */
export function flagsBehind(node: OnnxNode, count: number, around: FlagSurroundings): Flags {
  const inputs = node.inputs.map((each) => around.flagsOf(each));
  const isAny = inputs.some((each) => each?.includes(true) === true);
  const all = Array<boolean>(count).fill(isAny);
  const [first = []] = inputs;
  if (!isAny) return all;
  if (keepers.includes(node.opType)) return first.length === count ? first : all;
  if (node.opType === "Concat") {
    const joined = node.inputs.flatMap((each, at) => inputs[at] ?? around.numbersOf(each)?.map(() => false) ?? []);
    return joined.length === count ? joined : all;
  }
  if (node.opType === "Gather") {
    const indices = around.numbersOf(node.inputs[1] ?? "");
    return indices?.map((each) => first.at(each) ?? true) ?? all;
  }
  if (node.opType === "Slice") {
    const list = (index: number, name: string) =>
      around.numbersOf(node.inputs[index] ?? "") ?? node.attributes.get(name)?.ints.map(Number);
    const [[from] = [undefined], [to] = [undefined], [step = 1] = [1]] = [
      list(1, "starts"),
      list(2, "ends"),
      list(4, "steps"),
    ];
    const cut = first.slice(from, to);
    return step === 1 && cut.length === count ? cut : all;
  }
  return all;
}
