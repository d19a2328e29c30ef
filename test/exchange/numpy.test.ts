import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { listNpz, readNpy, readNpz, writeNpy, writeNpz } from "../../src/exchange/index.ts";
import numpy from "../oracles/numpy.json" with { type: "json" };

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

describe("files that NumPy wrote", () => {
  it.each<[name: keyof typeof numpy, dims: readonly number[], values: readonly number[]]>([
    ["f4", [2, 3], [1.5, -2, 3, 4, 5, -6.25]],
    ["f8", [2], [Math.fround(0.1), Number.POSITIVE_INFINITY]],
    ["f2", [4], [0.0999755859375, 65504, -(2 ** -24), Number.POSITIVE_INFINITY]],
    [">f4", [2], [1.5, -2]],
    ["fortran", [2, 3], [0, 1, 2, 3, 4, 5]],
    ["u1", [1, 2, 2], [0, 1, 2, 3]],
    ["i8", [2], [-3, 2 ** 40]],
    ["b1", [2], [1, 0]],
    ["scalar", [], [7]],
  ])("%s", (name, dims, values) => {
    const { value } = readNpy(bytesOf(numpy[name]), "x.npy");
    expect(value?.dims).toEqual(dims);
    expect([...(value?.data ?? [])]).toEqual(values);
  });

  it("an archive, deflated", () => {
    const { value } = readNpz(bytesOf(numpy.npz), "x.npz");
    expect(value?.map(({ name, dims, data }) => [name, dims, [...data]])).toEqual([
      ["input", [2, 3], [0, 1, 2, 3, 4, 5]],
      ["input_2", [2], [1, 2]],
    ]);
  });

  it("what is written is what NumPy writes", () => {
    const array = { dims: [2, 3], data: Float32Array.of(1.5, -2, 3, 4, 5, -6.25) };
    expect(Buffer.from(writeNpy(array)).toString("base64")).toBe(numpy.f4);
  });
});

describe("round trip", () => {
  it("keeps names, shapes and bits, with the same bytes each time", () => {
    const array = fc
      .array(fc.nat(4), { maxLength: 4 })
      .chain((dims) =>
        fc
          .array(fc.float(), { minLength: dims.reduce((a, b) => a * b, 1), maxLength: dims.reduce((a, b) => a * b, 1) })
          .map((values) => ({ dims, data: Float32Array.from(values) })),
      );
    fc.assert(
      fc.property(fc.array(array, { minLength: 1, maxLength: 4 }), (arrays) => {
        const named = arrays.map((each, at) => ({ ...each, name: `layer.${at}` }));
        const bytes = writeNpz(named);
        expect(readNpz(bytes, "x.npz").value).toEqual(named.map(({ name, dims, data }) => ({ name, dims, data })));
        expect(writeNpz(named)).toEqual(bytes);
      }),
    );
  });
});

function npy(header: string, data = new Uint8Array(0), version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    version,
    0,
    text.length & 0xff,
    text.length >> 8,
    ...text,
    ...data,
  ]);
}

const header = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;

describe("files that are refused", () => {
  it.each<[what: string, bytes: Uint8Array, reason: string]>([
    ["nothing", new Uint8Array(0), "it does not start as a .npy file does"],
    ["text", new TextEncoder().encode("hello, world"), "it does not start as a .npy file does"],
    ["a cut header", npy(header("'<f4'", "(2,)")).subarray(0, 30), "it ends inside the header"],
    [
      "another version",
      npy(header("'<f4'", "(0,)"), new Uint8Array(0), 9),
      "its format version is 9, and 1 to 3 are known",
    ],
    [
      "objects",
      npy(header("'|O'", "(1,)"), new Uint8Array(8)),
      "its elements are `O`, and f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1 are read",
    ],
    [
      "records",
      npy(header("[('a', '<f4')]", "(1,)"), new Uint8Array(4)),
      "its header is not one of a plain numeric array",
    ],
    [
      "complex numbers",
      npy(header("'<c8'", "(1,)"), new Uint8Array(8)),
      "its elements are `c8`, and f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1 are read",
    ],
    [
      "too few bytes",
      npy(header("'<f4'", "(2, 3)"), new Uint8Array(20)),
      "its shape [2, 3] of `f4` needs 24 bytes, and 20 follow the header",
    ],
    [
      "a huge shape",
      npy(header("'<f4'", "(1099511627776, 1099511627776)")),
      "its shape [1099511627776, 1099511627776] of `f4` needs 4.835703278458517e+24 bytes, and 0 follow the header",
    ],
    ["a negative extent", npy(header("'<f4'", "(-1,)")), "its header is not one of a plain numeric array"],
    [
      "many dimensions",
      npy(header("'<f4'", `(${"1, ".repeat(65)})`), new Uint8Array(4)),
      "it has 65 dimensions, and at most 64 are read",
    ],
  ])("%s", (_, bytes, reason) => {
    const { value, diagnostics } = readNpy(bytes, "x.npy");
    expect([value, diagnostics.map((each) => [each.code, each.message])]).toEqual([
      undefined,
      [["file/numpy", `\`x.npy\` cannot be read as arrays: ${reason}`]],
    ]);
  });

  const small = writeNpy({ dims: [1], data: Float32Array.of(1) });
  /** An archive whose directory claims that a file unpacks to another size. */
  function claiming(size: number): Uint8Array {
    const bytes = zipSync({ "a.npy": small }, { level: 6 });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
    }
    return bytes;
  }

  it.each<[what: string, bytes: Uint8Array, reason: string]>([
    ["no archive", new Uint8Array(100), "it is no whole ZIP archive"],
    [
      "a cut archive",
      writeNpz([{ name: "a", dims: [1], data: Float32Array.of(1) }]).subarray(0, 150),
      "it is no whole ZIP archive",
    ],
    ["other files", zipSync({ "../evil.txt": small }), "it holds `../evil.txt`, which is no .npy file"],
    ["a bomb", claiming(2 ** 31), "its arrays have more than 1073741824 bytes"],
    [
      "many arrays",
      zipSync(Object.fromEntries(Array.from({ length: 1025 }, (_, at) => [`${at}x.npy`, small]))),
      "it holds more than 1024 arrays",
    ],
  ])("%s", (_, bytes, reason) => {
    const { value, diagnostics } = readNpz(bytes, "x.npz");
    expect([value, diagnostics[0]?.message]).toEqual([undefined, `\`x.npz\` cannot be read as arrays: ${reason}`]);
  });

  /** An archive whose only array says that it has so many bytes, which are not there. */
  function hollow(elements: number): Uint8Array {
    const start = npy(header("'|u1'", `(${elements},)`));
    const bytes = zipSync({ "input.npy": start }, { level: 6 });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, start.length + elements, true);
    }
    return bytes;
  }

  it("an archive whose elements would take four times its bytes", () => {
    const { value, diagnostics } = listNpz(hollow(2 ** 28 + 1), "x.npz");
    expect([value, diagnostics[0]?.message]).toEqual([
      undefined,
      "`x.npz` cannot be read as arrays: its arrays have more than 268435456 elements",
    ]);
  });

  it("a list tells names and shapes before any value is unpacked", () => {
    const { value } = listNpz(hollow(2 ** 27), "x.npz");
    expect(value?.map(({ name, dims }) => [name, dims])).toEqual([["input", [2 ** 27]]]);
  });

  it.each([0, 6] as const)("a value that was changed on the way, packed at level %d", (level) => {
    const bytes = zipSync(
      { "a.npy": writeNpy({ dims: [64], data: Float32Array.from({ length: 64 }, (_, at) => Math.sin(at)) }) },
      { level },
    );
    // In the middle of what deflate could not shorten.
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] ?? 0) ^ 1;
    const { value, diagnostics } = readNpz(bytes, "x.npz");
    expect([value, diagnostics[0]?.message]).toEqual([undefined, expect.stringMatching(/checksum|not deflated/)]);
  });

  it("sizes of eight bytes, as archives have them that were written as a stream", () => {
    const whole = writeNpz([{ name: "a", dims: [2], data: Float32Array.of(3, 4) }]);
    const view = new DataView(whole.buffer);
    const end = whole.length - 22;
    const directory = view.getUint32(end + 16, true);
    const sizes = [24, 20].map((field) => view.getUint32(directory + field, true));
    const extra = new DataView(new ArrayBuffer(20));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 16, true);
    for (const [at, size] of sizes.entries()) extra.setBigUint64(4 + 8 * at, BigInt(size), true);
    for (const field of [24, 20]) view.setUint32(directory + field, 0xffffffff, true);
    view.setUint16(directory + 30, 20, true);
    const bytes = new Uint8Array([...whole.subarray(0, end), ...new Uint8Array(extra.buffer), ...whole.subarray(end)]);
    expect(readNpz(bytes, "x.npz").value?.map(({ data }) => [...data])).toEqual([[3, 4]]);
  });

  it("an archive that unpacks to more than its directory says", () => {
    expect(readNpz(claiming(40), "x.npz").value).toBeUndefined();
  });

  it("bytes changed at random give an array or a diagnostic, never an exception", () => {
    const whole = [bytesOf(numpy.npz), bytesOf(numpy.f4)];
    fc.assert(
      fc.property(
        fc.nat(1),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (which, changes, end) => {
          const bytes = Uint8Array.from(whole[which] ?? []);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const cut = end % 3 === 0 ? bytes.subarray(0, end % bytes.length) : bytes;
          const { value, diagnostics } = which === 0 ? readNpz(cut, "x") : readNpy(cut, "x");
          expect(value === undefined).toBe(diagnostics.length > 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
