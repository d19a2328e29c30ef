import { describe, expect, it } from "vitest";
import { rationalToText } from "../../src/core/rational.ts";
import { parseQuantity, type Unit } from "../../src/core/units.ts";

const cases: readonly (readonly [text: string, unit: Unit, value: string | undefined])[] = [
  ["2.0 GHz", "Hz", "2000000000"],
  ["350 MHz", "Hz", "350000000"],
  ["32 kHz", "Hz", "32000"],
  ["1 THz", "Hz", "1000000000000"],
  ["64 KiB", "B", "65536"],
  ["1 MiB", "B", "1048576"],
  ["2 GiB", "B", "2147483648"],
  ["1 TiB", "B", "1099511627776"],
  ["1 kB", "B", "1000"],
  ["12 GB/s", "B/s", "12000000000"],
  ["0.43 GB/s", "B/s", "430000000"],
  ["4 B/cycle", "B/cycle", "4"],
  ["8 MAC/cycle", "MAC/cycle", "8"],
  ["2 instructions/cycle", "instructions/cycle", "2"],
  ["5 us", "s", "1/200000"],
  ["5 ms", "s", "1/200"],
  ["7 ns", "s", "7/1000000000"],
  ["2.0 GB", "Hz", undefined],
  ["2 GiHz", "Hz", undefined],
  ["2", "Hz", undefined],
  ["-2 GHz", "Hz", undefined],
  ["two GHz", "Hz", undefined],
];

describe("quantities", () => {
  it.each(cases)("%s in %s", (text, unit, value) => {
    const parsed = parseQuantity(text, unit);
    expect(parsed === undefined ? undefined : rationalToText(parsed)).toBe(value);
  });
});
