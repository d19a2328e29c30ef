import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, convert, fp32, load, type Shape, store, vector } from "./assembly.ts";
import { listSchedule } from "./list-schedule.ts";

/*
 * Winograd F(4,3) of int8 data: tiles of the input become 16-bit, sums of products are of 32 bits and 24 x 24 times too large.
 * Source: the steps of Tencent/ncnn, src/layer/arm/convolution_3x3_winograd_int8.h, commit 107fdd95.
 */

const six = [0, 1, 2, 3, 4, 5];
/** Fives: as bytes and as 16-bit values. */
const [fiveBytes, fives] = [31, 30];

function shiftLeft(shape: Shape, destination: number, source: number, bits: number): Instruction {
  const made = convert("shl", "widen", [shape, shape], [destination, source]);
  return { ...made, text: `${made.text}, #${bits}` };
}

function plus(opcode: "add" | "sub", shape: Shape, to: number, first: number, second: number): Instruction {
  return vector(opcode, "integerVector", [shape, shape], [to, first, second]);
}

const sums = { first: 14, results: [12, 14, 15, 16, 17, 18] } as const;

/** The last four results but one of a line, from its parts in v8 to v11. */
function middle(negates: boolean): readonly Instruction[] {
  const { first } = sums;
  return [
    plus("add", "8h", first, 8, 9),
    ...(negates
      ? [convert("neg", "integerVector", ["8h", "8h"], [first, first]), plus("sub", "8h", first + 1, 8, 9)]
      : [plus("sub", "8h", first + 1, 9, 8)]),
    plus("add", "8h", first + 2, 11, 10),
    plus("sub", "8h", first + 3, 11, 10),
  ];
}

/** Eight channels of six int8 values in v0 to v5, to six of 16 bits. */
function fromBytes(): readonly Instruction[] {
  const timesFour = (to: number, from: number): Instruction => {
    const made = convert("sshll", "widen", ["8h", "8b"], [to, from]);
    return { ...made, text: `${made.text}, #2` };
  };
  const timesFive = (to: number, from: number) => vector("smull", "mulLong", ["8h", "8b"], [to, from, fiveBytes]);
  const widened = (to: number, from: number) => convert("sxtl", "widen", ["8h", "8b"], [to, from]);
  const lessBytes = (to: number, first: number, second: number): Instruction => ({
    text: `ssubw v${to}.8h, v${first}.8h, v${second}.8b`,
    kind: "addLong",
    reads: [`v${first}`, `v${second}`],
    writes: [`v${to}`],
  });
  const difference = (to: number, first: number, second: number) =>
    vector("ssubl", "addLong", ["8h", "8b"], [to, first, second]);
  return [
    timesFour(6, 1),
    lessBytes(8, 6, 3),
    timesFour(9, 2),
    lessBytes(9, 9, 4),
    difference(10, 3, 1),
    shiftLeft("8h", 10, 10, 1),
    difference(11, 4, 2),
    timesFour(12, 0),
    timesFive(13, 2),
    plus("sub", "8h", 12, 12, 13),
    widened(13, 4),
    plus("add", "8h", 12, 12, 13),
    ...middle(true),
    timesFive(18, 3),
    plus("sub", "8h", 18, 6, 18),
    widened(19, 5),
    plus("add", "8h", 18, 18, 19),
  ];
}

/** The same from 16-bit values. */
function fromHalves(): readonly Instruction[] {
  const timesFive = (to: number, from: number) => vector("mul", "mulSame", ["8h", "8h"], [to, from, fives]);
  return [
    shiftLeft("8h", 6, 1, 2),
    plus("sub", "8h", 8, 3, 6),
    shiftLeft("8h", 9, 2, 2),
    plus("sub", "8h", 9, 4, 9),
    plus("sub", "8h", 10, 3, 1),
    shiftLeft("8h", 10, 10, 1),
    plus("sub", "8h", 11, 4, 2),
    shiftLeft("8h", 12, 0, 2),
    timesFive(13, 2),
    plus("sub", "8h", 12, 12, 13),
    plus("add", "8h", 12, 12, 4),
    ...middle(false),
    timesFive(18, 3),
    plus("sub", "8h", 18, 6, 18),
    plus("add", "8h", 18, 18, 5),
  ];
}

/** One row of a tile from int8 at x1 to x2, and one column of another from x3 to x4: eight channels of six values each. */
export function winogradInputInt8(name: string, title: string): Kernel {
  const stores = (base: string) => sums.results.map((each, at) => store(`q${each}`, { base, offset: 16 * at }));
  const body = [
    ...listSchedule([
      ...six.map((at) => load(`d${at}`, { base: "x1", offset: 8 * at })),
      ...fromBytes(),
      ...stores("x2"),
    ]),
    ...listSchedule([
      ...six.map((at) => load(`q${at}`, { base: "x3", offset: 16 * at })),
      ...fromHalves(),
      ...stores("x4"),
    ]),
    advance("x1", 48),
    ...["x2", "x3", "x4"].map((each) => advance(each, 96)),
    ...closeLoop(1),
  ];
  return { name, title, macs: 0, outputs: 2 * 8 * six.length, body };
}

const outputs = [0, 1, 2, 3];
/** Registers of a line's results: sums, differences, sums and differences times powers of two. */
const results = [6, 8, 7, 9];

/** Four sums of six 32-bit values in v0 to v5. The last one stands four times too small before the second stage. */
function line(isLastTimesFour: boolean): readonly Instruction[] {
  return [
    plus("add", "4s", 6, 1, 2),
    plus("add", "4s", 10, 3, 4),
    plus("sub", "4s", 8, 1, 2),
    plus("sub", "4s", 11, 3, 4),
    shiftLeft("4s", 7, 10, 2),
    plus("add", "4s", 7, 6, 7),
    plus("add", "4s", 6, 6, 10),
    plus("add", "4s", 6, 6, 0),
    shiftLeft("4s", 9, 11, 3),
    plus("add", "4s", 9, 8, 9),
    ...(isLastTimesFour ? [shiftLeft("4s", 5, 5, 2)] : []),
    plus("add", "4s", 9, 9, 5),
    shiftLeft("4s", 11, 11, 1),
    plus("add", "4s", 8, 8, 11),
  ];
}

/** A tile of 6 x 6 sums of four channels at x1, by way of x2, to 4 x 4 outputs at x3, divided by 576 in fp32. */
export function winogradOutputInt8(name: string, title: string): Kernel {
  const loads = (base: string, first: number) => six.map((at) => load(`q${at}`, { base, offset: 16 * (first + at) }));
  const columns = six.flatMap((column) =>
    listSchedule([
      ...loads("x1", 6 * column),
      ...line(true),
      ...(column === 5 ? results.map((each) => shiftLeft("4s", each, each, 2)) : []),
      ...results.map((each, at) => store(`q${each}`, { base: "x2", offset: 16 * (6 * at + column) })),
    ]),
  );
  const rows = outputs.flatMap((row) =>
    listSchedule([
      ...loads("x2", 6 * row),
      ...line(false),
      ...results.map((each) => convert("scvtf", "fpConvert", ["4s", "4s"], [each, each])),
      ...results.map((each) => fp32("fmul", each, each, 29)),
      ...results.map((each) => convert("fcvtzs", "fpConvert", ["4s", "4s"], [each, each])),
      ...results.map((each, at) => store(`q${each}`, { base: "x3", offset: 16 * (4 * row + at) })),
    ]),
  );
  const body = [...columns, ...rows, advance("x1", 16 * 36), advance("x3", 16 * 16), ...closeLoop(1)];
  return { name, title, macs: 0, outputs: 4 * outputs.length * (six.length + outputs.length), body };
}
