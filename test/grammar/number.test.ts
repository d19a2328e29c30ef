import { describe, expect, it } from "vitest";
import { readNumber, suffixFactors } from "../../grammar/number.ts";
import { rationalToText } from "../../src/core/index.ts";

function read(text: string): string {
  const number = readNumber(text);
  if ("fault" in number) return number.fault;
  return `${rationalToText(number.value)} ±${rationalToText(number.lastDigit)} ${number.suffix}`.trim();
}

describe("readNumber", () => {
  it.each([
    ["0", "0 ±1"],
    ["1", "1 ±1"],
    ["007", "7 ±1"],
    ["1.4", "7/5 ±1/10"],
    ["1.40", "7/5 ±1/100"],
    ["2e9", "2000000000 ±1000000000"],
    ["1.5e3", "1500 ±100"],
    ["1.5E+3", "1500 ±100"],
    ["12e-1", "6/5 ±1/10"],
    ["9007199254740993", "9007199254740993 ±1"],
    ["0.1", "1/10 ±1/10"],
  ])("%s is %s", (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ["569M", "569000000 ±1000000 M", "10^6"],
    ["4.2M", "4200000 ±100000 M", "10^6"],
    ["3k", "3000 ±1000 k", "10^3"],
    ["3G", "3000000000 ±1000000000 G", "10^9"],
    ["3T", "3000000000000 ±1000000000000 T", "10^12"],
    ["94.86%", "4743/5000 ±1/10000 %", "94.86/100 = 4743/5000"],
    ["5us", "1/200000 ±1/1000000 us", "5/10^6"],
    ["75ms", "3/40 ±1/1000 ms", "75/1000"],
    ["2s", "2 ±1 s", "base unit"],
    ["3KB", "3000 ±1000 KB", "10^3"],
    ["3MB", "3000000 ±1000000 MB", "10^6"],
    ["3GB", "3000000000 ±1000000000 GB", "10^9"],
    ["3KiB", "3072 ±1024 KiB", "2^10"],
    ["4MiB", "4194304 ±1048576 MiB", "2^20"],
    ["7B", "7 ±1 B", "base unit"],
    ["1GiB", "1073741824 ±1073741824 GiB", "2^30"],
    ["5MHz", "5000000 ±1000000 MHz", "10^6"],
    ["2.35GHz", "2350000000 ±10000000 GHz", "2.35 * 10^9"],
    ["8mJ", "1/125 ±1/1000 mJ", "8/1000"],
  ])("%s is %s (%s)", (text, expected) => expect(read(text)).toBe(expected));

  it("has a row above for every suffix", () => {
    expect(Object.keys(suffixFactors).sort()).toEqual(
      [
        "",
        "%",
        "B",
        "G",
        "GB",
        "GHz",
        "GiB",
        "k",
        "KB",
        "KiB",
        "M",
        "MB",
        "MHz",
        "MiB",
        "T",
        "mJ",
        "ms",
        "s",
        "us",
      ].sort(),
    );
  });

  it.each([
    ["3Mb", "suffix"],
    ["3m", "suffix"],
    ["3K", "suffix"],
    ["2em", "suffix"],
    ["0x10", "suffix"],
    [`${"9".repeat(40)}`, `${"9".repeat(40)} ±1`],
    [`${"9".repeat(41)}`, "too-long"],
    ["1e39", `1${"0".repeat(39)} ±1${"0".repeat(39)}`],
    ["1e40", "too-long"],
    ["1e-40", `1/1${"0".repeat(40)} ±1/1${"0".repeat(40)}`],
    ["1e-41", "too-long"],
    ["0e50", "too-long"],
    ["1e999999999999999999999", "too-long"],
  ])("%s is %s", (text, expected) => expect(read(text)).toBe(expected));
});
