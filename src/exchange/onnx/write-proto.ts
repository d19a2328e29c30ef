import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A tensor to write: single floats or 64-bit integers. */
export interface WrittenTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export type WrittenAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly tensor: WrittenTensor };

export interface WrittenNode {
  readonly opType: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
}

export interface WrittenValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  /** Element type by its number in ONNX; 1, single floats, unless told. */
  readonly type?: number;
}

export interface WrittenModel {
  readonly name: string;
  readonly producer: string;
  readonly opset: number;
  readonly domains?: Readonly<Record<string, number>>;
  readonly inputs: readonly WrittenValue[];
  readonly outputs: readonly WrittenValue[];
  readonly nodes: readonly WrittenNode[];
  readonly initializers: readonly WrittenTensor[];
}

/** IR version 8 belongs to opsets 15 to 18. */
const irVersion = 8;

/** The protobuf of a model; field numbers are those of onnx.proto. */
export function writeModel(model: WrittenModel): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(irVersion);
  text(writer, 2, model.producer);
  inside(writer, 7, () => {
    for (const each of model.nodes) inside(writer, 1, () => writeNode(writer, each));
    text(writer, 2, model.name);
    for (const each of model.initializers) inside(writer, 5, () => writeTensor(writer, each));
    for (const each of model.inputs) inside(writer, 11, () => writeValue(writer, each));
    for (const each of model.outputs) inside(writer, 12, () => writeValue(writer, each));
  });
  for (const [domain, version] of Object.entries({ "": model.opset, ...model.domains })) {
    inside(writer, 8, () => {
      text(writer, 1, domain);
      writer.tag(2, WireType.Varint).int64(version);
    });
  }
  return writer.finish();
}

function inside(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function writeNode(
  writer: BinaryWriter,
  { opType, name, domain, inputs, outputs, attributes = {} }: WrittenNode,
): void {
  for (const each of inputs) text(writer, 1, each);
  for (const each of outputs) text(writer, 2, each);
  if (name !== undefined) text(writer, 3, name);
  text(writer, 4, opType);
  for (const [key, value] of Object.entries(attributes)) inside(writer, 5, () => writeAttribute(writer, key, value));
  if (domain !== undefined) text(writer, 7, domain);
}

/** Numbers of AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, text: 3, tensor: 4, ints: 7 } as const;

function writeAttribute(writer: BinaryWriter, name: string, value: WrittenAttribute): void {
  text(writer, 1, name);
  let type: number = attributeTypes.int;
  if ("float" in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    type = attributeTypes.float;
  } else if ("int" in value) writer.tag(3, WireType.Varint).int64(value.int);
  else if ("text" in value) {
    text(writer, 4, value.text);
    type = attributeTypes.text;
  } else if ("tensor" in value) {
    inside(writer, 5, () => writeTensor(writer, value.tensor));
    type = attributeTypes.tensor;
  } else {
    for (const each of value.ints) writer.tag(8, WireType.Varint).int64(each);
    type = attributeTypes.ints;
  }
  writer.tag(20, WireType.Varint).int32(type);
}

function writeTensor(writer: BinaryWriter, { name, dims, data }: WrittenTensor): void {
  for (const each of dims) writer.tag(1, WireType.Varint).int64(each);
  writer.tag(2, WireType.Varint).int32(data instanceof Float32Array ? 1 : 7);
  text(writer, 8, name);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValue(writer: BinaryWriter, { name, dims, type = 1 }: WrittenValue): void {
  text(writer, 1, name);
  inside(writer, 2, () => {
    inside(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(type);
      inside(writer, 2, () => {
        for (const each of dims) {
          inside(writer, 1, () => {
            if (typeof each === "number") writer.tag(1, WireType.Varint).int64(each);
            else if (each !== "") text(writer, 2, each);
          });
        }
      });
    });
  });
}
