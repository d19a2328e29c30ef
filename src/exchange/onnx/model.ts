/** What an ONNX file says, as it is written there: fields of onnx.proto that matter to a graph, nothing checked but their form. */
export interface OnnxModel {
  readonly producer: string;
  /** Opset versions by domain; the standard domain is "". */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  /** Names of values; "" is an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** What messages call a node: its name, or that of what it makes. */
export function placeOf({ name, opType, outputs }: Pick<OnnxNode, "name" | "opType" | "outputs">): string {
  return name === "" ? `${opType} of ${outputs[0] ?? ""}` : name;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly float?: number;
  readonly int?: bigint;
  readonly text?: string;
  readonly tensor?: OnnxTensor;
  readonly graph?: OnnxGraph;
  readonly floats: readonly number[];
  readonly ints: readonly bigint[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly bigint[];
  readonly dataType: number;
  readonly raw?: Uint8Array;
  /** Typed fields (`float_data`, `int32_data`, ...): packed pieces as they stand in the file. */
  readonly packed: ReadonlyMap<number, readonly Uint8Array[]>;
  /** `string_data` is present. */
  readonly hasTexts: boolean;
  /** `location`, `offset`, `length` of data outside the file. */
  readonly external?: ReadonlyMap<string, string>;
}

export interface OnnxValueInfo {
  readonly name: string;
  /** Of a tensor; undefined of sequences, maps and values without a type. */
  readonly elementType?: number;
  /** Undefined: the rank is not told. */
  readonly dims?: readonly OnnxDimension[];
  /** Of an image: whether the nodes that read it take its last axis as the channels; undefined where they do not tell. */
  readonly isChannelsLast?: boolean;
}

/** A number, a name, or neither. */
export interface OnnxDimension {
  readonly value?: bigint;
  readonly name?: string;
}
