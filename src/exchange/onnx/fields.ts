import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { OnnxFault, refuse } from "./fault.ts";

/** How many messages and numbers of a file may still be read. */
export interface Parts {
  left: number;
  readonly limit: number;
}

/** What a message counts for, beside the numbers and texts in it: it takes as much memory as several of these, even when it is empty. */
const partsOfMessage = 4;
/** Longest name, in bytes. */
const longestText = 65_536;
const legalWires: readonly number[] = [WireType.Varint, WireType.Bit64, WireType.LengthDelimited, WireType.Bit32];

/** The fields of one protobuf message, one after the other. `start` is the message's offset in the file. */
export class Fields {
  field = 0;
  private wire = WireType.Varint;
  private readonly reader: BinaryReader;
  private readonly bytes: Uint8Array;
  private readonly start: number;
  private readonly parts: Parts;
  private before = 0;

  constructor(bytes: Uint8Array, start: number, parts: Parts) {
    this.bytes = bytes;
    this.reader = new BinaryReader(bytes);
    this.start = start;
    this.parts = parts;
    this.spend(partsOfMessage);
  }

  /** Reads all fields; those that `handle` does not take (it answers false) are passed over. */
  each(handle: (field: number) => boolean): void {
    const { reader } = this;
    try {
      while (reader.pos < reader.len) {
        this.before = reader.pos;
        [this.field, this.wire] = reader.tag();
        if (this.field < 1 || !legalWires.includes(this.wire)) this.refuseWire();
        if (!handle(this.field)) reader.skip(this.wire);
      }
    } catch (fault) {
      if (fault instanceof OnnxFault) throw fault;
      refuse("onnx/not-a-model", { reason: "its bytes end or break off there", offset: this.start + this.before });
    }
  }

  message(): Fields {
    const bytes = this.data();
    return new Fields(bytes, this.start + this.reader.pos - bytes.length, this.parts);
  }

  /** Bytes of the file, not copied. */
  data(): Uint8Array {
    if (this.wire !== WireType.LengthDelimited) this.refuseWire();
    const length = this.reader.uint32();
    const { pos } = this.reader;
    if (length > this.bytes.length - pos) throw new RangeError("too long");
    this.reader.pos = pos + length;
    return this.bytes.subarray(pos, pos + length);
  }

  text(): string {
    this.spend(1);
    const bytes = this.data();
    if (bytes.length > longestText) {
      refuse("onnx/not-a-model", { reason: "a name is longer than 64 KiB", offset: this.start + this.before });
    }
    return new TextDecoder().decode(bytes);
  }

  integer(): bigint {
    if (this.wire !== WireType.Varint) this.refuseWire();
    return BigInt(this.reader.int64());
  }

  float(): number {
    if (this.wire !== WireType.Bit32) this.refuseWire();
    return this.reader.float();
  }

  /** One number, or a packed list of them. */
  integers(into: bigint[]): void {
    if (this.wire === WireType.Varint) {
      this.spend(1);
      into.push(this.integer());
      return;
    }
    const packed = new BinaryReader(this.data());
    while (packed.pos < packed.len) {
      this.spend(1);
      into.push(BigInt(packed.int64()));
    }
  }

  floats(into: number[]): void {
    if (this.wire === WireType.Bit32) {
      this.spend(1);
      into.push(this.float());
      return;
    }
    const packed = new BinaryReader(this.data());
    while (packed.pos < packed.len) {
      this.spend(1);
      into.push(packed.float());
    }
  }

  /** The bytes of a packed list, or of one number of it that stands alone. */
  packed(): Uint8Array {
    if (this.wire === WireType.LengthDelimited) return this.data();
    this.spend(1);
    return this.reader.skip(this.wire);
  }

  private spend(count: number): void {
    this.parts.left -= count;
    if (this.parts.left < 0) refuse("onnx/too-many-parts", { limit: this.parts.limit });
  }

  private refuseWire(): never {
    const reason = `field ${this.field} cannot have wire type ${this.wire}`;
    refuse("onnx/not-a-model", { reason, offset: this.start + this.before });
  }
}
