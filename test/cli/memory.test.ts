import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/report/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-memory-"));

/** Written, the wide branch waits while the thin one is made; at int8 a value is a byte. */
const branches = join(folder, "branches.arch");
writeFileSync(
  branches,
  `net Branches {
  input: [1, 4, 4]
  let wide = input -> conv(10)
  let thin = input -> conv(20) -> conv(1)
  join: [wide, thin] -> concat
}
`,
);

async function memory(...words: readonly string[]) {
  const { exit, out, err } = await ridge(["report", branches, "--memory", "--dtype", "int8", ...words]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out;
}

describe("ridge.memory/1", () => {
  it("holds what is worked out by hand", async () => {
    const plan = JSON.parse(await memory("--reuse", "none", "--schedule", "best", "--align", "16", "-f", "json"));
    // 16 + 320, 320 + 16 and the input, 16 + 16 + 160, 160 + 16 + 176
    expect(plan).toMatchObject({
      schema: "ridge.memory/1",
      network: "Branches",
      reuse: { name: "none" },
      schedule: "best",
      dtype: "int8",
      batch: 1,
      peakBytes: 352,
      apartBytes: 16 + 160 + 320 + 16 + 176,
    });
    expect(plan.steps.map((each: { liveBytes: number }) => each.liveBytes)).toEqual([336, 352, 192, 352]);
    expect(plan.steps.map((each: { peak: boolean }) => each.peak)).toEqual([false, true, false, true]);
    expect(plan.peaks).toHaveLength(3);
    expect(plan.peaks[0]).toMatchObject({
      reuse: "none",
      writtenBytes: 496,
      bestBytes: 352,
      lowerBoundBytes: 352,
      optimal: true,
    });
    expect(plan.arena).toMatchObject({ align: 16, lowerBoundBytes: 352 });
    expect(plan.arena.bytes).toBeGreaterThanOrEqual(352);
    expect(plan.arena.buffers.map((each: { name: string }) => each.name).sort()).toEqual(
      ["input", "conv", "conv_2", "conv_3", "join"].sort(),
    );
    // weights 10 + 20 + 20; no biases
    expect(plan.storage[2]).toMatchObject({ dtype: "int8", weightBytes: 50, storedBytes: 50 });
  });

  it("says where its peak and the report's differ", async () => {
    const of = async (...words: readonly string[]) =>
      JSON.parse((await ridge(["report", "densenet121", ...words, "-f", "json"])).out);
    const { totals } = await of();
    const { peaks, peakActivationBytes } = await of("--memory");
    const inPlace = peaks.find((each: { reuse: string }) => each.reuse === "in-place");
    expect(peakActivationBytes).toBe(totals.peakActivationBytes);
    // In the sixth layer of the first block 64 + 5 * 32 channels at 56x56 are normalised beside themselves, since the next layer
    // reads them too, and the bottleneck of 128 channels is made.
    expect(inPlace.writtenBytes).toBe(4 * 56 * 56 * (2 * 224 + 128));
    const note = "without --memory the peak is 6.42 MB";
    expect((await ridge(["report", "densenet121", "--memory"])).out).toContain(note);
    expect((await ridge(["report", "mobilenet_v2", "--memory"])).out).not.toContain("without --memory");
  });
});

describe("the timeline for people", () => {
  it.each([40, 60, 80, 100, 200])("fits %i columns, and marks the peak", async (width) => {
    const { out } = await ridge(["report", "mobilenet_v2", "--memory", "--width", String(width)]);
    const table = out.split("\n").filter((line) => /^[│┌├└]/.test(line));
    expect(Math.max(...table.map(textWidth))).toBeLessThanOrEqual(width);
    expect(table.filter((line) => line.includes("◀")).length).toBe(1);
  });

  it("names the buffers at the peak, the arena, both orders and every type", async () => {
    const out = await memory("--reuse", "none", "--width", "100");
    expect(out).toContain("peak 496 B at step 2, conv_2: conv_2 320 B, conv 160 B, input 16 B");
    expect(out).toMatch(/^none +496 B +352 B +optimal$/m);
    expect(out).toMatch(/^int4 +25 B +25 B +\d+ B +\d+ B$/m);
    expect(out).toContain("multiples of 64 B");
  });

  it("has a row per step as CSV", async () => {
    const [head, ...rows] = (await memory("--reuse", "none", "-f", "csv")).trim().split("\n");
    expect(head).toBe("step,layers,alive_bytes,is_peak,buffers_alive,largest_buffers");
    // conv_2 reads the input for the last time
    expect(rows).toEqual([
      "0,conv,176,0,2,conv input",
      "1,conv_2,496,1,3,conv_2 conv input",
      "2,conv_3,496,1,3,conv_2 conv conv_3",
      "3,join,352,0,3,join conv conv_3",
    ]);
  });

  it("goes to a file of the format that its name says", async () => {
    const path = join(folder, "plan.md");
    expect(await ridge(["report", branches, "--memory", "-o", path])).toMatchObject({ exit: 0, out: "" });
    expect(readFileSync(path, "utf8")).toMatch(/^\| step \| layer \| alive \|/m);
  });
});

describe("mistakes", () => {
  it.each([
    ["mobilenet_v2 alpha=? --memory", "needs sizes that are numbers, and `alpha` is free", "alpha=..."],
    ["mobilenet_v2 classes=? --memory", "`classes` is free", "classes=..."],
    ["mobilenet_v2 --reuse none", "`--reuse` has no effect without `--memory`", "--memory"],
    ["mobilenet_v2 --align 16", "`--align` has no effect without `--memory`", "--memory"],
    ["mobilenet_v2 --schedule best", "`--schedule` has no effect without `--memory`", "--memory"],
    ["mobilenet_v2 --memory --by stage", "`--by` has no effect with `--memory`", "--by"],
    ["mobilenet_v2 --memory --match 301M", "`--match` has no effect with `--memory`", "--match"],
    ["mobilenet_v2 --memory --on pixel-2", "`--on` has no effect with `--memory`", "--on"],
    ["mobilenet_v2 --memory --reuse inplace", "`--reuse` cannot be `inplace`", "`in-place`"],
    ["mobilenet_v2 --memory --schedule fast", "`--schedule` cannot be `fast`", "written, best"],
    ["mobilenet_v2 --memory --align 0", "`--align` must be a whole number from 1", ""],
    ["mobilenet_v2 --memory -f latex", "`--format` cannot be `latex`", "table, md, csv, json"],
  ])("ridge report %s", async (words, problem, hint) => {
    const { exit, out, err } = await ridge(["report", ...words.split(" ")]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(problem);
    expect(err).toContain(hint);
  });

  it("a network of too many steps is refused in time", async () => {
    const path = join(folder, "long.arch");
    writeFileSync(path, "net Long { input: [1, 2, 2]; repeat 6000 { conv(1, 1) } }");
    const { exit, err } = await ridge(["report", path, "--memory"]);
    expect(exit).toBe(2);
    expect(err).toContain("plans at most 5000 steps, and this network has 6000");
  });
});

describe("receptive fields in the report", () => {
  const csv = async (...words: readonly string[]) =>
    (await ridge(["report", ...words, "-f", "csv"])).out.trim().split("\n");

  it("have columns of their own", async () => {
    const rows = await csv("vgg16", "--columns", "layer,rf,jump");
    expect(rows[0]).toBe("name,receptiveField,effectiveStride");
    // pool5: 212 and 32; fully connected layers see everything
    expect(rows.some((row) => row.endsWith("maxpool,212x212,32x32"))).toBe(true);
    expect(rows.at(-1)).toMatch(/,allxall,$/);
    const { out } = await ridge(["report", "vgg16", "--by", "stage", "--columns", "rf,jump", "--width", "60"]);
    expect(out).toMatch(/│ stages\.5 +│ +212 │ +32 │/);
  });

  it("are null in JSON where there is none, and fractions where positions lie between pixels", async () => {
    const path = join(folder, "fields.arch");
    writeFileSync(
      path,
      "net F { input: [2, 8, 8]; up: upsample([3, 2], mode=bilinear); half: [it, it] -> concat(H); gap }",
    );
    const { layers } = JSON.parse((await ridge(["report", path, "-f", "json"])).out);
    expect(layers[0]).toMatchObject({
      receptiveField: [2, 2],
      effectiveStride: ["1/3", 0.5],
      receptiveFieldStart: [-1, -1],
    });
    expect(layers[1]).toMatchObject({ receptiveField: [null, 2], effectiveStride: [null, 0.5] });
    expect(layers[2]).toMatchObject({ receptiveField: ["all", "all"], effectiveStride: [null, null] });
  });
});
