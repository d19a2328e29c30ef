import { describe, expect, it } from "vitest";
import { hvxLoops } from "../../../../src/sim/dsp/packet/loops/catalogue.ts";
import { HvxThread } from "./interpret-hvx.ts";

const channels = 32;
const vectors = 12;
const rowBytes = 128 * vectors;
const tapsAt = 16 * rowBytes;
const outputAt = tapsAt + 16384;

function bodyOf(name: string) {
  const loop = hvxLoops().get(name);
  if (loop === undefined) throw new Error(`no ${name}`);
  return loop.body;
}

/** Numbers that look random and are always the same. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  };
}

/** A map of 8 rows, 4 pixels of 32 channels to a vector, in the thread's memory. */
function threadWithMap(): HvxThread {
  const thread = new HvxThread(outputAt + 8 * rowBytes);
  const next = noise(5);
  for (let at = 0; at < 8 * rowBytes; at++) thread.memory[at] = next() % 256;
  return thread;
}

function pixel({ memory }: HvxThread, row: number, column: number, channel: number): number {
  return memory[row * rowBytes + column * channels + channel] ?? 0;
}

/** A weight, -8 to 7. */
function weight(row: number, column: number, channel: number): number {
  return (((row * 5 + column) * 7 + channel * 3) % 16) - 8;
}

/** Taps of a row as words of four, the first of them `shift` places in; places outside the kernel are 0. */
function tapVector(row: number, size: number, shift: number): Int8Array {
  const made = new Int8Array(128);
  for (let channel = 0; channel < channels; channel++)
    for (let place = 0; place < 4; place++) {
      const column = place - shift;
      made[4 * channel + place] = column >= 0 && column < size ? weight(row, column, channel) : 0;
    }
  return made;
}

function setVector(thread: HvxThread, register: number, made: Int8Array): void {
  thread.vectors.set(register, new Uint8Array(made.buffer.slice(0)));
}

/** No bias; times 2^-7; zero point 128; no clamp. */
function setRequantization(thread: HvxThread): void {
  const words = (value: number) => new Int8Array(new Int32Array(32).fill(value).buffer);
  setVector(thread, 31, words(0));
  setVector(thread, 30, words(2 ** 24));
  setVector(thread, 29, new Int8Array(new Int16Array(64).fill(128).buffer));
  setVector(thread, 28, new Int8Array(128));
  setVector(thread, 27, new Int8Array(128).fill(-1));
}

function expected(thread: HvxThread, size: number, stride: number, row: number, column: number, channel: number) {
  let sum = 0;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      sum += pixel(thread, row * stride + y, column * stride + x, channel) * weight(y, x, channel);
  return Math.min(Math.max(Math.floor((Math.floor(sum / 2 ** 6) + 1) / 2) + 128, 0), 255);
}

/** Runs a loop over a row of vectors; the first iteration fills what is carried. */
function expectConvolution(thread: HvxThread, { name, size, stride, inputs, outputs, warm }: Convolution): void {
  for (let row = 0; row < inputs; row++) thread.general.set(row, row * rowBytes);
  for (const [at, register] of outputs.entries()) thread.general.set(register, outputAt + at * rowBytes);
  thread.general.set(9, tapsAt);
  const iterations = stride === 1 ? vectors - 2 : vectors / 2 - 2;
  for (let iteration = 0; iteration < iterations; iteration++) thread.run(bodyOf(name));
  for (const [row] of outputs.entries())
    for (let column = 4 * warm; column < 4 * iterations; column++)
      for (let channel = 0; channel < channels; channel++) {
        const found = thread.memory[outputAt + row * rowBytes + column * channels + channel] ?? 0;
        const at = { row, column, channel };
        // A carried word stands one vector behind.
        const wanted = expected(thread, size, stride, row, column - (warm === 1 ? (stride === 1 ? 4 : 2) : 0), channel);
        expect({ ...at, found }).toEqual({ ...at, found: wanted });
      }
}

interface Convolution {
  readonly name: string;
  readonly size: number;
  readonly stride: number;
  /** Rows that are read; their pointers are the first general registers. */
  readonly inputs: number;
  /** Pointers of the rows that are written. */
  readonly outputs: readonly number[];
  /** Iterations before the first whole one. */
  readonly warm: 0 | 1;
}

describe("uint8 depthwise loops compute the convolution", () => {
  it("3x3, stride 1", () => {
    const thread = threadWithMap();
    for (let row = 0; row < 3; row++)
      for (let form = 0; form < 2; form++) setVector(thread, 12 + 2 * row + form, tapVector(row, 3, form));
    setRequantization(thread);
    thread.general.set(6, 64);
    expectConvolution(thread, { name: "hvx_u8_dwconv3x3_s1", size: 3, stride: 1, inputs: 4, outputs: [4, 5], warm: 0 });
  });

  it("3x3, stride 2", () => {
    const thread = threadWithMap();
    for (let row = 0; row < 3; row++)
      for (const [form, shift] of [0, 2, -2].entries())
        setVector(thread, 10 + 3 * row + form, tapVector(row, 3, shift));
    setRequantization(thread);
    expectConvolution(thread, { name: "hvx_u8_dwconv3x3_s2", size: 3, stride: 2, inputs: 3, outputs: [4], warm: 1 });
  });

  it("5x5, stride 1", () => {
    const thread = threadWithMap();
    for (let half = 0; half < 2; half++)
      for (let row = 0; row < 5; row++)
        for (let form = 0; form < 4; form++)
          thread.memory.set(
            new Uint8Array(tapVector(row, 5, form - 4 * half).buffer),
            tapsAt + 128 * (20 * half + 4 * row + form),
          );
    setRequantization(thread);
    expectConvolution(thread, { name: "hvx_u8_dwconv5x5_s1", size: 5, stride: 1, inputs: 6, outputs: [6, 7], warm: 1 });
  });

  it("5x5, stride 2", () => {
    const thread = threadWithMap();
    for (let row = 0; row < 5; row++)
      for (const [form, shift] of [0, -4, 2, -2].entries())
        thread.memory.set(new Uint8Array(tapVector(row, 5, shift).buffer), tapsAt + 128 * (4 * row + form));
    setRequantization(thread);
    expectConvolution(thread, { name: "hvx_u8_dwconv5x5_s2", size: 5, stride: 2, inputs: 5, outputs: [6], warm: 1 });
  });
});

describe("other uint8 loops", () => {
  it("look a table of 256 bytes up", () => {
    const thread = threadWithMap();
    const entry = (index: number) => (index * 77 + 13) % 256;
    for (const [half, register] of [30, 31].entries()) {
      const table = new Int8Array(128);
      for (let part = 0; part < 4; part++)
        for (let at = 0; at < 32; at++)
          table[2 * at + (part % 2) + 64 * Math.floor(part / 2)] = entry(128 * half + 32 * part + at);
      setVector(thread, register, table);
    }
    thread.general.set(0, 0);
    thread.general.set(1, outputAt);
    for (let vector = 0; vector < 3; vector++) thread.run(bodyOf("hvx_u8_lookup"));
    for (let at = 0; at < 3 * 128; at++) expect(thread.memory[outputAt + at]).toBe(entry(thread.memory[at] ?? 0));
  });

  it.each([
    ["hvx_u8_maxpool3x3_s1", 1, [4, 5]],
    ["hvx_u8_maxpool3x3_s2", 2, [4]],
  ] as const)("%s finds maxima", (name, stride, outputs) => {
    const thread = threadWithMap();
    for (let row = 0; row < 4; row++) if (stride === 1 || row < 3) thread.general.set(row, row * rowBytes);
    for (const [at, register] of outputs.entries()) thread.general.set(register, outputAt + at * rowBytes);
    if (stride === 2) thread.general.set(5, 96);
    thread.general.set(6, 32);
    thread.general.set(7, 64);
    const iterations = stride === 1 ? vectors : vectors / 2;
    for (let iteration = 0; iteration < iterations; iteration++) thread.run(bodyOf(name));
    for (const [row] of outputs.entries())
      for (let column = 4; column < 4 * iterations - 4; column++)
        for (let channel = 0; channel < channels; channel++) {
          const first = column * stride - 4;
          let most = 0;
          for (let y = 0; y < 3; y++)
            for (let x = 0; x < 3; x++) most = Math.max(most, pixel(thread, row * stride + y, first + x, channel));
          expect(thread.memory[outputAt + row * rowBytes + column * channels + channel]).toBe(most);
        }
  });
});
