import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { readPrintedNumber } from "../../src/cost/index.ts";
import { type Printing, printingsOf } from "../../src/cost/printed-number.ts";

describe("a printed number", () => {
  it.each<[text: string, value: bigint, unit: bigint]>([
    ["320.3M", 320_300_000n, 100_000n],
    ["320M", 320_000_000n, 1_000_000n],
    ["3.50 M", 3_500_000n, 10_000n],
    ["0.32G", 320_000_000n, 10_000_000n],
    ["4.1B", 4_100_000_000n, 100_000_000n],
    ["1.5t", 1_500_000_000_000n, 100_000_000_000n],
    ["12k", 12_000n, 1_000n],
    ["320,300,008", 320_300_008n, 1n],
    ["320_300_008", 320_300_008n, 1n],
    [" 42 ", 42n, 1n],
  ])("%s is read with the worth of its last digit", (text, value, unit) => {
    expect(readPrintedNumber(text)).toEqual({ value: rational(value), unit: rational(unit) });
  });

  it.each([
    "",
    "M",
    "3.M",
    ".5M",
    "-3M",
    "3e6",
    "1,23M",
    "12,3456",
    "3.5MB",
    "3 5M",
    "0x10",
    "NaN",
    "9".repeat(41),
  ])("%j is none", (text) => expect(readPrintedNumber(text)).toBeUndefined());

  it.each<[count: bigint, text: string, printings: readonly Printing[]]>([
    [320_300_008n, "320.3M", ["rounded", "truncated"]],
    [320_349_999n, "320.3M", ["rounded", "truncated"]],
    [320_350_000n, "320.3M", ["truncated"]],
    [320_250_000n, "320.3M", ["rounded"]],
    [320_249_999n, "320.3M", []],
    [320_300_000n, "320.3M", ["exact"]],
    [3_470_760n, "3.4M", ["truncated"]],
    [3_470_760n, "3.5M", ["rounded"]],
    [999_999n, "1M", ["rounded"]],
    [0n, "0M", ["exact"]],
    [1n, "0M", ["rounded", "truncated"]],
    [41n, "42", []],
    [42n, "42.0", ["exact"]],
    [43n, "42.6", []],
  ])("%i prints as %s: %j", (count, text, printings) => {
    const printed = readPrintedNumber(text);
    if (printed === undefined) throw new Error(text);
    expect(printingsOf(rational(count), printed)).toEqual(printings);
  });
});
