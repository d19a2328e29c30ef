import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A field of a protobuf message, with its value as it stands in the file, or the fields of the message that it is. */
export interface WireField {
  field: number;
  wire: WireType;
  value: bigint | Uint8Array;
  fields: WireField[] | undefined;
  /** What message the field belongs to. */
  readonly of: string;
}

/** Fields that are messages, by message. */
const messages: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: "graph", 8: "opset" },
  graph: { 1: "node", 5: "tensor", 11: "value", 12: "value" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph" },
  value: { 2: "type" },
  type: { 1: "tensor-type" },
  "tensor-type": { 2: "shape" },
  shape: { 1: "dimension" },
};

/** An ONNX file as a tree that can be changed; what is written from it has lengths that fit again. */
export function wireTree(bytes: Uint8Array, of = "model"): WireField[] {
  const reader = new BinaryReader(bytes);
  const fields: WireField[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const inner = messages[of]?.[field];
    if (wire === WireType.Varint) fields.push({ field, wire, value: BigInt(reader.int64()), fields: undefined, of });
    else if (wire === WireType.LengthDelimited) {
      // A copy: the reader's view is of the whole file.
      const value = reader.bytes().slice();
      fields.push({ field, wire, value, fields: inner === undefined ? undefined : wireTree(value, inner), of });
    } else fields.push({ field, wire, value: reader.skip(wire), fields: undefined, of });
  }
  return fields;
}

export function wireBytes(fields: readonly WireField[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const { field, wire, value, fields: inner } of fields) {
    writer.tag(field, wire);
    if (inner !== undefined) writer.bytes(wireBytes(inner));
    else if (typeof value === "bigint") writer.int64(value);
    else if (wire === WireType.LengthDelimited) writer.bytes(value);
    else writer.raw(value);
  }
  return writer.finish();
}

/** Every field of the tree beside the list that it stands in. */
export function placesOf(fields: WireField[]): { readonly list: WireField[]; readonly at: number }[] {
  return fields.flatMap((each, at) => [
    { list: fields, at },
    ...(each.fields === undefined ? [] : placesOf(each.fields)),
  ]);
}
