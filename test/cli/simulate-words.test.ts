import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rational, rationalToNumber } from "../../src/core/rational.ts";
import { type Quantity, resolveDevice } from "../../src/hardware/index.ts";
import { shippedProfiles } from "../hardware/shipped-profiles.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-simulate-words-"));
const path = join(folder, "nets.arch");
writeFileSync(
  path,
  [
    "net One { input: [3, 1, 1]\n  conv(16, 1) -> relu }",
    "net Wide { input: [512, 16, 16]\n  conv(512, 3)\n  conv(512, 3)\n  conv(512, 3)\n  conv(512, 3) }",
    "net Big { input: [3, 2048, 2048]\n  conv(32, 3, s=2) -> bn -> relu }",
    "net Views { input: [32, 8, 8]\n  flatten -> reshape([64, 32, 1]) }",
    "net Mixed { input: [32, 8, 8]\n  conv(32, 1) -> bn -> relu6\n  gap -> flatten\n  linear(10) }\n",
  ].join("\n"),
);

async function simulate(network: string, words: string): Promise<string> {
  const name = /^[A-Z]/.test(network) ? `${path}:${network}` : network;
  const { exit, out, err } = await ridge(["simulate", name, ...words.split(" ")]);
  expect({ exit, errors: err.includes("error[") }).toEqual({ exit: 0, errors: false });
  return out;
}

const phone = "--on snapdragon-8gen3 --dtype int8 --runtime tflite-qnn";

describe("the words on a DSP", () => {
  it("do not wait for what the DMA moved beside the units", async () => {
    const halves = await simulate("One", "--on snapdragon-8gen3 --dtype fp16 -f md");
    expect(halves).not.toContain("DRAM in");
    // Three layers are busy for 74 of 80 thousand cycles each: the DMA keeps them waiting for the rest.
    const json = JSON.parse(await simulate("Wide", `${phone} -f json`));
    expect(json.layers.map((each: { bound: string }) => each.bound)).not.toContain("dram");
    const words = await simulate("Wide", `${phone} -f md`);
    expect(words).toMatch(
      /- \d+ % waits for the VTCM, which tiles are read from and sums written to, in conv and 3 other/,
    );
    expect(words).not.toContain("from the VTCM");
  });

  it("call weights what the DMA moves of layers whose activations stay in the VTCM", async () => {
    const words = await simulate("resnet50", `${phone} --set clock=4GHz -f md`);
    expect(words).toMatch(/waits for weights from DRAM in \S+ and \d+ other pointwise convolutions/);
  });

  it("draw transfers one after the other, and all of them", async () => {
    for (const network of ["Wide", "resnet50"]) {
      const { traceEvents } = JSON.parse(await simulate(network, `${phone} -f trace`));
      const { layers, latencyMs } = JSON.parse(await simulate(network, `${phone} -f json`));
      const on = (track: string) => traceEvents.filter((each: { cat?: string }) => each.cat === track);
      for (const track of ["layers", "compute", "vtcm", "dram"]) {
        let end = 0;
        for (const { ts, dur } of on(track)) {
          expect(ts).toBeGreaterThanOrEqual(end - 0.002);
          end = ts + dur;
        }
        expect(end).toBeLessThanOrEqual(1e3 * latencyMs + 0.01);
      }
      const drawn = on("dram").reduce((sum: number, each: { args: { cycles: number } }) => sum + each.args.cycles, 0);
      const moved = layers.reduce(
        (sum: number, each: { memoryCycles: { dram: number } }) => sum + each.memoryCycles.dram,
        0,
      );
      expect(drawn).toBe(moved);
    }
  });
});

describe("what twice the bandwidth saves", () => {
  it.each([
    ["resnet50", `${phone} --set clock=4GHz`],
    ["mobilenet_v2", `${phone} --set clock=20GHz`],
    ["vgg16", "--on qcs8550 --dtype fp16 --runtime qnn"],
    ["resnet50", "--on snapdragon-8gen3 --dtype int8 --runtime none"],
    ["vgg16", "--on pixel-2"],
    ["vgg16", "--on xiaomi-mi-9"],
    ["alexnet", "--on raspberry-pi-4b --threads 4"],
  ])("%s %s is what it saves with the bandwidth set to it", async (network, words) => {
    const said = /from DRAM in [^\n]*; twice the bandwidth saves ([\d.]+) ms in all/.exec(
      await simulate(network, `${words} -f md`),
    );
    const time = async (more: string) => JSON.parse(await simulate(network, `${words} -f json${more}`)).latencyMs;
    const saved = (await time("")) - (await time(twiceOf(words.split(" ")[1] ?? "")));
    expect(saved).toBeGreaterThan(0);
    expect(Math.abs(Number(said?.[1]) - saved)).toBeLessThanOrEqual(saved < 0.1 ? 0.000501 : 0.00501);
  });
});

/** Settings that double the bandwidth of a device's memory. */
function twiceOf(name: string): string {
  const device = resolveDevice(name, shippedProfiles).value;
  const twice = (each: Quantity | undefined) => `${2 * rationalToNumber(each?.value ?? rational(0n))}B/s`;
  if (device?.dsp !== undefined) return ` --set dram=${twice(device.dsp.dram)}`;
  return ` --set dram=${twice(device?.dramOneThread)} --set dram-all=${twice(device?.dramAllThreads)}`;
}

describe("layers that take no time", () => {
  it("are told apart: inside of others, or only views and weights", async () => {
    for (const words of ["--on pixel-2 --runtime xnnpack-2020", "--on pixel-2 --runtime none", phone]) {
      expect(await simulate("Mixed", `${words} -f md`)).toMatch(
        /2 of 6 layers run inside of others · 1 is only a view or weights/,
      );
    }
  });

  it("have no bound, no utilization and, as views, no kernel", async () => {
    const { layers } = JSON.parse(await simulate("Mixed", `${phone} -f json`));
    const still = { cycles: 0, bound: null, utilization: null };
    expect(layers[2]).toMatchObject({ op: "relu6", kernel: "in conv", ...still });
    expect(layers[4]).toMatchObject({ op: "flatten", kernel: null, ...still });
    const [head = "", ...rows] = (await simulate("Mixed", `${phone} -f csv`)).trimEnd().split("\n");
    const cells = rows[4]?.split(",");
    for (const each of ["kernel", "utilization", "bound"]) expect(cells?.[head.split(",").indexOf(each)]).toBe("");
  });
});

describe("the error band", () => {
  it.each([
    ["One", phone, "1/"],
    ["Big", phone, "84 times the input pixels of"],
    ["Views", phone, "other kinds of layers than in"],
    ["resnet50", `${phone} --set clock=100GHz`, "times the peak rate of"],
    ["resnet50", `${phone} --set vtcm=1MiB`, "nothing was measured with vtcm=1MiB"],
    ["vit_b_16", phone, "other kinds of layers than in"],
    ["mobilenet_v2", phone, "other kinds of layers than in"],
    ["Big", "--on pixel-2", "84 times the input pixels of"],
    ["Views", "--on pixel-2", "other kinds of layers than in"],
    ["mobilenet_v2", "--on pixel-2 --clock 100", "times the peak rate of"],
    ["mobilenet_v2", "--on pixel-2 --batch 8", "8.0 times"],
  ])("of %s %s says that nothing near was measured", async (network, words, reason) => {
    const said = (await simulate(network, `${words} -f md`)).replaceAll("\n", " ");
    expect(said).toContain("no measured case like this one: ");
    expect(said).toContain(reason);
    expect(said).not.toContain("±");
    const { errorBandPct, errorBandNote } = JSON.parse(await simulate(network, `${words} -f json`));
    expect(errorBandPct).toBeNull();
    expect(errorBandNote).toContain(reason);
  });

  it.each([
    ["resnet50", phone],
    ["mobilenet_v2", "--on snapdragon-8gen3 --dtype fp16"],
    ["mobilenet_v2", "--on pixel-2 --set dram=10GB/s"],
  ])("of %s %s is that of the measured cases", async (network, words) => {
    expect(await simulate(network, `${words} -f md`)).toMatch(/± \d+ % on measured cases like this one/);
    expect(JSON.parse(await simulate(network, `${words} -f json`)).errorBandPct).toBeGreaterThan(0);
  });
});
