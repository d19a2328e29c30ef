import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

async function evaluated(...words: readonly string[]): Promise<string> {
  const { exit, out, err } = await ridge(["eval", ...words]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out.trimEnd();
}

describe("a quantity keeps its unit", () => {
  it.each([
    ["3ms*2", "6 ms"],
    ["2KB", "2000 B"],
    ["3us", "3 us"],
    ["2s + 1ms", "2001 ms"],
    ["2.4GHz", "2400 MHz"],
    ["5mJ", "5 mJ"],
    ["1ms/3", "1/3000 s"],
    ["2KB/1KB", "2"],
  ])("%s is %s", async (expression, value) => {
    expect(await evaluated(expression)).toBe(value);
  });

  it("in JSON as an exact number with its base unit", async () => {
    expect(JSON.parse(await evaluated("3ms*2", "-f", "json"))).toMatchObject({ value: "3/500", unit: "s" });
  });

  it("in LaTeX", async () => {
    expect(await evaluated("3ms*2", "-f", "latex")).toBe("6\\,\\mathrm{ms}");
  });
});

describe("a fraction", () => {
  it("has a decimal beside it in a table and on a terminal, never in a pipe or in JSON", async () => {
    expect(await evaluated("22/7", "-f", "table")).toBe("22/7 ≈ 3.14286");
    expect((await ridge(["eval", "22/7"], { columns: 80 })).out).toBe("22/7 ≈ 3.14286\n");
    expect(await evaluated("22/7")).toBe("22/7");
    expect(JSON.parse(await evaluated("22/7", "-f", "json")).value).toBe("22/7");
    expect(await evaluated("7", "-f", "table")).toBe("7");
  });
});

describe("shipped networks", () => {
  // 300,774,272: torchvision's MobileNetV2 at 224
  it("are known by name", async () => {
    expect(await evaluated("macs(mobilenet_v2)")).toBe("300774272");
  });

  it("are files for --in", async () => {
    expect(await evaluated("macs(MobileNetV2)", "--in", "zoo:mobilenet_v2")).toBe("300774272");
    expect(await ridge(["eval", "1", "--in", "zoo:mobilnet_v2"])).toMatchObject({
      exit: 2,
      err: expect.stringContaining("did you mean `mobilenet_v2`"),
    });
  });

  it("give way to a symbol of that name", async () => {
    expect(await evaluated("vgg16 + vgg16", "--forall", "vgg16: int")).toBe("2*vgg16");
  });
});

describe("--forall", () => {
  it("may be given several times", async () => {
    expect(await evaluated("a + b + a", "--forall", "a: int", "--forall", "b: real")).toBe("2*a + b");
  });

  it.each(["a: integer", "a: foo", "a: bool"])("refuses %s", async (domains) => {
    const { exit, out, err } = await ridge(["eval", "a", "--forall", domains]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[domain/type]");
  });
});
