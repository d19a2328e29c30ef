import { describe, expect, it } from "vitest";
import { readMeasurements } from "../../../src/sim/index.ts";
import { expectFault } from "../../core/expect-fault.ts";

const read = (text: string) => readMeasurements({ name: "m.csv", text });
const header = "device,core,threads,runtime,dtype,network,args,latency_ms";
const row = "pixel-2,,1,ncnn,fp32,mobilenet_v1,,86";

describe("readMeasurements", () => {
  it("reads columns in any order, and keeps those that it does not know", () => {
    const text = [
      "source,latency_ms,args,network,dtype,runtime,threads,core,device,clock_ghz,isa",
      '"a, b",8.5e1,alpha=0.5 res=96,mobilenet_v1,int8,ncnn,4,cortex-a73,pixel-2,2.35,armv7',
    ].join("\r\n");
    const { value, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    expect(value?.columns[0]).toBe("source");
    expect(value?.rows).toEqual([
      {
        device: "pixel-2",
        core: "cortex-a73",
        threads: 4,
        clockGhz: 2.35,
        isa: "armv7",
        runtime: "ncnn",
        dtype: "int8",
        network: "mobilenet_v1",
        args: "alpha=0.5 res=96",
        latencyMs: 85,
        cells: [
          "a, b",
          "8.5e1",
          "alpha=0.5 res=96",
          "mobilenet_v1",
          "int8",
          "ncnn",
          "4",
          "cortex-a73",
          "pixel-2",
          "2.35",
          "armv7",
        ],
      },
    ]);
  });

  it("takes no core, no clock and no instruction set for what is not said", () => {
    const [first] = read(`${header},clock_ghz\n${row},\n`).value?.rows ?? [];
    expect([first?.core, first?.clockGhz, first?.isa, first?.args]).toEqual([undefined, undefined, undefined, ""]);
  });

  it("runs one thread of the network as it is on the fastest core where the columns are left out", () => {
    const [first] =
      read("device,runtime,dtype,network,latency_ms\npixel-2,ncnn,fp32,mobilenet_v2,86\n").value?.rows ?? [];
    expect(first).toMatchObject({ core: undefined, threads: 1, args: "", latencyMs: 86 });
  });

  it.each<[what: string, code: string, marked: string]>([
    [
      "a column that says nothing by this name",
      "measurement/column",
      `${header.replace("threads", "~~~Thread~~~")}\n${row}\n`,
    ],
    ["a missing column", "measurement/column", `~~~${header.replace(",latency_ms", "")}~~~\n${row}\n`],
    ["a column whose name is near", "measurement/column", `${header.replace("runtime", "~~~Runtime~~~")}\n${row}\n`],
    ["a negative latency", "measurement/value", `${header}\n${row.replace("86", "~~~-3~~~")}\n`],
    ["a latency of nothing", "measurement/value", `${header}\n${row.replace("86", "~~~0~~~")}\n`],
    ["no latency", "measurement/value", `${header}\n${row.replace("86", "~~~~~~")}\n`],
    ["a word for a latency", "measurement/value", `${header}\n${row.replace("86", "~~~fast~~~")}\n`],
    ["digits with commas", "measurement/value", `${header}\n${row.replace("86", '~~~"1,086.5"~~~')}\n`],
    ["a number that no double holds", "measurement/value", `${header}\n${row.replace("86", "~~~1e999~~~")}\n`],
    ["hexadecimal digits", "measurement/value", `${header}\n${row.replace("86", "~~~0x10~~~")}\n`],
    ["half a thread", "measurement/value", `${header}\n${row.replace(",1,", ",~~~1.5~~~,")}\n`],
    ["no threads", "measurement/value", `${header}\n${row.replace(",1,", ",~~~0~~~,")}\n`],
    ["no device", "measurement/value", `${header}\n${row.replace("pixel-2", "~~~~~~")}\n`],
    ["a clock with its unit", "measurement/value", `${header},clock_ghz\n${row},~~~2.8 GHz~~~\n`],
  ])("points at %s", (_what, code, marked) => {
    expectFault(read, code, marked);
  });

  it("names every missing column at once", () => {
    const { diagnostics } = read("device,network\npixel-2,mobilenet_v1\n");
    expect(diagnostics.map((each) => /no column `(\w+)`/.exec(each.message)?.[1])).toEqual([
      "runtime",
      "dtype",
      "latency_ms",
    ]);
  });

  it("shows twenty faults and counts the others", () => {
    const { diagnostics } = read(`${header}\n${`${row.replace("86", "x")}\n`.repeat(25)}`);
    expect(diagnostics.length).toBe(21);
    expect(diagnostics.at(-1)).toMatchObject({
      code: "csv/too-many-errors",
      message: "and 5 more faults in this table",
    });
  });

  it("reads the longest table, and refuses one row more", () => {
    const lines = (count: number) => `${header}\n${`${row}\n`.repeat(count)}`;
    expect(read(lines(100_000)).value?.rows.length).toBe(100_000);
    expect(read(lines(100_001)).diagnostics.map((each) => each.code)).toEqual(["csv/too-long"]);
  });
});
