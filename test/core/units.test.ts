import { describe, expect, it } from "vitest";
import { rationalToText } from "../../src/core/rational.ts";
import { parseQuantity, prefixOf, readQuantity, type Unit } from "../../src/core/units.ts";

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
  ["8 cycles", "cycles", "8"],
  ["4 cores", "cores", "4"],
  ["0.5 instructions/cycle", "instructions/cycle", "1/2"],
  ["2 MB/s", "B/s", "2000000"],
  ["2 TB/s", "B/s", "2000000000000"],
  ["5 us", "s", "1/200000"],
  ["5 ms", "s", "1/200"],
  ["7 ns", "s", "7/1000000000"],
  ["16 ways", "ways", "16"],
  ["32 registers", "registers", "32"],
  ["2 packets", "packets", "2"],
  ["6 threads", "threads", "6"],
  ["4.6 pJ/MAC", "J/MAC", "23/5000000000000"],
  ["0.2 nJ/MAC", "J/MAC", "1/5000000000"],
  ["20 pJ/B", "J/B", "1/50000000000"],
  ["1 J/B", "J/B", "1"],
  ["2 ps", "s", "1/500000000000"],
  ["2.0 GB", "Hz", undefined],
  ["20 pJ", "J/B", undefined],
  ["20 pJ/B", "J/MAC", undefined],
  ["2 pHz", "Hz", undefined],
  ["2 mB/s", "B/s", undefined],
  ["2 GiHz", "Hz", undefined],
  ["2", "Hz", undefined],
  ["-2 GHz", "Hz", undefined],
  ["two GHz", "Hz", undefined],
  ["2 ghz", "Hz", undefined],
  ["2GHz", "Hz", undefined],
  ["2 G Hz", "Hz", undefined],
  ["2 mHz", "Hz", undefined],
  ["2 KiB/cycle", "B/cycle", undefined],
  ["2 kB/cycle", "B/cycle", undefined],
  ["1 kcycles", "cycles", undefined],
  ["1 kpackets", "packets", undefined],
  ["2 cycles", "packets", undefined],
  ["2 constructorB", "B", undefined],
  ["12 GB", "B/s", undefined],
  ["1e999999999 Hz", "Hz", undefined],
  [`${"9".repeat(100)} Hz`, "Hz", undefined],
  ["", "Hz", undefined],
];

describe("quantities", () => {
  it.each(cases)("%s in %s", (text, unit, value) => {
    const parsed = parseQuantity(text, unit);
    expect(parsed === undefined ? undefined : rationalToText(parsed)).toBe(value);
  });
});

describe("what keeps a text from being a quantity", () => {
  it.each([
    ["fast", "Hz", { kind: "no-number" }],
    ["-2 GHz", "Hz", { kind: "no-number" }],
    ["2.36", "Hz", { kind: "no-unit", digits: "2.36" }],
    ["12 GB", "B/s", { kind: "wrong-unit", digits: "12", found: "GB" }],
    ["2GHz", "Hz", { kind: "wrong-unit", digits: "2", found: "GHz" }],
  ] as const)("%s in %s", (text, unit, reading) => {
    expect(readQuantity(text, unit)).toEqual(reading);
  });

  it.each([
    ["GB", "B/s", "G"],
    ["GiB", "B/s", "Gi"],
    ["ghz", "Hz", "G"],
    ["KB", "B", "Ki"],
    ["KiHz", "Hz", "k"],
    ["B", "B/s", ""],
    ["furlongs", "B", ""],
    ["pJ", "J/MAC", "p"],
    ["PJ/mac", "J/MAC", "p"],
    ["mJ", "J/B", "m"],
    ["J", "J/B", ""],
  ] as const)("%s for %s starts with %s", (found, unit, prefix) => {
    expect(prefixOf(found, unit)).toBe(prefix);
  });
});
