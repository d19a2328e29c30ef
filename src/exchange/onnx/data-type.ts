/** One element type of ONNX tensors. */
export interface ElementType {
  readonly name: string;
  /** Of one element in `raw_data`; two elements share a byte where it is 1/2. */
  readonly bytes: number;
  readonly kind: "float" | "signed" | "unsigned" | "bool";
  /** The typed field of a tensor that holds such elements when `raw_data` does not. */
  readonly field: number;
}

const row = (name: string, bytes: number, kind: ElementType["kind"], field: number): ElementType => ({
  name,
  bytes,
  kind,
  field,
});

/** By number of TensorProto.DataType. Texts and complex numbers are left out: no layer computes with them. */
export const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [1, row("float32", 4, "float", 4)],
  [2, row("uint8", 1, "unsigned", 5)],
  [3, row("int8", 1, "signed", 5)],
  [4, row("uint16", 2, "unsigned", 5)],
  [5, row("int16", 2, "signed", 5)],
  [6, row("int32", 4, "signed", 5)],
  [7, row("int64", 8, "signed", 7)],
  [9, row("bool", 1, "bool", 5)],
  [10, row("float16", 2, "float", 5)],
  [11, row("float64", 8, "float", 10)],
  [12, row("uint32", 4, "unsigned", 11)],
  [13, row("uint64", 8, "unsigned", 11)],
  [16, row("bfloat16", 2, "float", 5)],
  [21, row("uint4", 0.5, "unsigned", 5)],
  [22, row("int4", 0.5, "signed", 5)],
]);

/** Names of the types that are read, for messages. */
export const elementTypeNames: readonly string[] = [...elementTypes.values()].map((each) => each.name);
