import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

describe("eval", () => {
  it.each<[expression: string, forall: string | undefined, value: string]>([
    ["7/2 + 1", undefined, "9/2"],
    ["2 == 2", undefined, "true"],
    ["(a + b)^2 - (a - b)^2", "a, b: real", "4*a*b"],
    ["macs(tensor([3, 224, 224]) -> conv(32, 3, 2))", undefined, "10838016"],
  ])("%s", async (expression, forall, value) => {
    const given = forall === undefined ? [] : ["--forall", forall];
    expect(await ridge(["eval", expression, ...given])).toEqual({ exit: 0, out: `${value}\n`, err: "" });
  });

  it("as JSON", async () => {
    const { out } = await ridge(["eval", "1/3", "-f", "json"]);
    expect(JSON.parse(out)).toEqual({ schema: "ridge.eval/1", expression: "1/3", value: "1/3", assumptions: [] });
  });
});

describe("help", () => {
  it.each([
    "report",
    "compare",
    "graph",
    "eval",
    "fmt",
    "hw",
    "zoo",
    "roofline",
    "validate",
  ])("of %s shows what can be typed", async (verb) => {
    const { exit, out, err } = await ridge(["help", verb]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain(`$ ridge ${verb}`);
    expect(await ridge([verb, "--help"])).toEqual({ exit, out, err });
  });

  it("without a command is an error with nothing on standard output", async () => {
    expect(await ridge([])).toMatchObject({ exit: 2, out: "" });
  });

  it("prints the version", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(await ridge(["--version"])).toEqual({ exit: 0, out: `${version}\n`, err: "" });
  });
});

interface Listed {
  readonly name: string;
  readonly params: number;
  readonly macs: number;
  readonly peakActivationBytes: number;
}

describe("zoo", () => {
  it("lists networks with the totals of their reports", async () => {
    const { exit, out } = await ridge(["zoo", "-f", "json"]);
    expect(exit).toBe(0);
    const networks: readonly Listed[] = JSON.parse(out).networks;
    const index = JSON.parse(readFileSync(join(import.meta.dirname, "../../zoo/index.json"), "utf8"));
    expect(networks.map((each) => each.name)).toEqual(Object.keys(index));
    const files = networks.map((each) => index[each.name].file);
    for (const { name, params, macs, peakActivationBytes } of networks.filter(
      (each, at) => files.indexOf(index[each.name].file) === at,
    )) {
      const report = await ridge(["report", name, "-f", "json"]);
      expect([name, JSON.parse(report.out).totals]).toMatchObject([name, { params, macs, peakActivationBytes }]);
    }
  });

  it("prints a network that can be reported from standard input", async () => {
    const { out } = await ridge(["zoo", "mobilenet_v2"]);
    expect(await ridge(["report", "-"], { input: out })).toMatchObject({ exit: 0, err: "" });
  });
});

describe("fmt", () => {
  const path = join(mkdtempSync(join(tmpdir(), "ridge-fmt-")), "net.arch");
  const untidy = "net  N {\ninput: [3,8,8]\n    conv( 4 )\n}\n";

  it("checks, prints and rewrites", async () => {
    writeFileSync(path, untidy);
    expect(await ridge(["fmt", "--check", path])).toEqual({ exit: 1, out: `${path}\n`, err: "" });
    const { out } = await ridge(["fmt", "--stdout", path]);
    expect(out).not.toBe(untidy);
    expect(readFileSync(path, "utf8")).toBe(untidy);
    expect(await ridge(["fmt", path])).toEqual({ exit: 0, out: `formatted ${path}\n`, err: "" });
    expect(readFileSync(path, "utf8")).toBe(out);
    expect(await ridge(["fmt", path])).toEqual({ exit: 0, out: "", err: "" });
    expect(await ridge(["fmt", "--check", path])).toEqual({ exit: 0, out: "", err: "" });
  });

  it("leaves a file with errors as it is", async () => {
    writeFileSync(path, "net {");
    expect(await ridge(["fmt", path])).toMatchObject({ exit: 2, out: "" });
    expect(readFileSync(path, "utf8")).toBe("net {");
  });
});
