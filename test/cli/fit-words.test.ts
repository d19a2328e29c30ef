import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const data = join(mkdtempSync(join(tmpdir(), "ridge-fit-words-")), "mine.csv");
writeFileSync(
  data,
  [
    "device,runtime,dtype,network,latency_ms",
    ...[
      ["mobilenet_v2", 9],
      ["resnet50", 2.6],
      ["squeezenet1_1", 0.7],
      ["resnet18", 12],
      ["mobilenet_v3_large", 1.2],
    ].map(([network, time]) => `qcs8550,qnn,fp16,${network},${time}`),
  ].join("\n"),
);

it("a fit says one number of how far its rows lie, in the table, in JSON and in the profile", async () => {
  const networks = "mobilenet_v2,resnet50,squeezenet1_1,resnet18,mobilenet_v3_large";
  const fitted = async (format: string) => {
    const words = ["hw", "fit", "qcs8550", "--data", data, "--networks", networks, "-f", format];
    const { exit, out } = await ridge(words);
    expect(exit).toBe(0);
    return out;
  };
  const errorIn = (text: string) => /root mean square of log errors ([\d.]+) %/.exec(text)?.[1];
  const table = errorIn(await fitted("table"));
  const profile = await fitted("yaml");
  expect(errorIn(profile)).toBe(table);
  expect(profile).not.toContain("deviation");
  expect(JSON.parse(await fitted("json")).logErrorPct.toFixed(1)).toBe(table);
});

it("a table without cores, threads and settings is validated with what is usual", async () => {
  const { exit, out } = await ridge(["validate", data, "-f", "json"]);
  expect(exit).toBe(0);
  expect(JSON.parse(out).summary).toMatchObject({ rows: 5, skipped: 0 });
});
