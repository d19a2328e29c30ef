import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-mistakes-"));
const inner = join(folder, "inner");
mkdirSync(inner);

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const net = (name: string) => `net ${name} {\n  input: [3, 8, 8]\n  conv(4)\n}\n`;
const one = file("one.arch", net("One"));
const two = file("two.arch", net("First") + net("Second"));

describe("mistakes on the command line", () => {
  it.each<[what: string, words: readonly string[], code: string, hint: RegExp]>([
    ["a misspelt command", ["reprot", "mobilenet_v2"], "usage/command-line", /did you mean `report`/],
    ["no network", ["report"], "usage/command-line", /ridge help report/],
    ["an unknown option", ["report", one, "--fromat", "json"], "usage/command-line", /did you mean `--format`/],
    ["a misspelt network", ["report", "mobilenet_v22"], "usage/unknown-network", /did you mean .*`mobilenet_v2`/],
    ["a file that is not there", ["report", join(folder, "none.arch")], "file/unreadable", /no such file/],
    ["a folder", ["report", `${inner}/`], "file/unreadable", /it is a folder/],
    ["a device", ["report", "/dev/zero"], "file/unreadable", /no regular file/],
    ["a word that sets nothing", ["report", one, "alpha"], "usage/setting", /alpha=\.\.\./],
    ["an unknown parameter", ["report", "mobilenet_v2", "alhpa=1"], "parameter/unknown", /did you mean `alpha`/],
    ["a value outside its domain", ["report", "mobilenet_v2", "alpha=5"], "parameter/outside-domain", /alpha/],
    ["several nets", ["report", two], "net/several", /two\.arch:First/],
    ["a net that is not there", ["report", `${two}:Thrid`], "net/unknown", /First, Second/],
    ["an unknown format", ["report", one, "-f", "jsn"], "usage/choice", /did you mean `json`/],
    ["an unknown column", ["report", one, "--columns", "layer,mcas"], "usage/choice", /did you mean `macs`/],
    ["no number", ["report", one, "--top", "x"], "usage/number", /whole number from 1/],
    ["an unknown profile", ["hw", "show", "no-such-device"], "usage/unknown-device", /ridge hw list/],
    [
      "a file that cannot be written",
      ["report", one, "-o", join(folder, "no/such.md")],
      "file/unwritable",
      /no such folder/,
    ],
    ["a wrong expression", ["eval", "1 +"], "syntax/", /<expression>:1/],
  ])("%s", async (_what, words, code, hint) => {
    const { exit, out, err } = await ridge(words);
    expect(exit).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`error[${code}`);
    expect(err).toMatch(hint);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("says the same as JSON", async () => {
    const { exit, out, err } = await ridge(["report", "nosuchnet", "--diagnostics", "json"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(JSON.parse(err)).toMatchObject([{ severity: "error", code: "usage/unknown-network" }]);
  });

  it("reports bad words as JSON too", async () => {
    const { err } = await ridge(["--diagnostics=json", "report", one, "--nope"]);
    expect(JSON.parse(err)).toMatchObject([{ code: "usage/command-line" }]);
  });
});

describe("files", () => {
  it("names the offset of an invalid byte", async () => {
    const path = file("latin1.arch", Uint8Array.of(35, 32, 99, 97, 102, 233, 10));
    expect((await ridge(["report", path])).err).toContain("the byte at offset 5 is invalid");
  });

  it("names the end of a text that stops inside a character", async () => {
    const { err } = await ridge(["report", "-"], { input: Uint8Array.of(35, 0xc3) });
    expect(err).toContain("`<stdin>` is not UTF-8: the byte at offset 1 is invalid");
  });

  it("accepts a byte order mark, and standard input", async () => {
    const { exit, out } = await ridge(["report", "-", "-f", "json"], { input: `\ufeff${net("Piped")}` });
    expect([exit, JSON.parse(out).network]).toEqual([0, "Piped"]);
  });

  it("refuses more than 4 MiB", async () => {
    const path = file("large.arch", new Uint8Array(4 * 1024 * 1024 + 1).fill(10));
    expect((await ridge(["report", path])).err).toContain("the limit is 4194304");
  });
});

describe("imports", () => {
  const outer = file("outer.arch", "block twice(n: int) {\n  conv(n)\n  conv(n)\n}\n");
  const importing = (from: string) => `import twice from "${from}"\nnet Main {\n  input: [3, 8, 8]\n  twice(4)\n}\n`;
  const run = async (from: string, ...words: readonly string[]) => {
    const path = join(inner, "main.arch");
    writeFileSync(path, importing(from));
    return ridge(["report", path, ...words, "-f", "json"]);
  };

  it("reads a file beside the importing one", async () => {
    writeFileSync(join(inner, "beside.arch"), "block twice(n: int) {\n  conv(n)\n  conv(n)\n}\n");
    expect((await run("./beside.arch")).exit).toBe(0);
    expect((await run("beside.arch")).exit).toBe(0);
  });

  it.each([
    "../outer.arch",
    outer,
    "../inner/../outer.arch",
    "/etc/passwd",
    "file:///etc/passwd",
  ])("refuses %s", async (from) => {
    const { exit, out, err } = await run(from);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[import/missing]");
  });

  it("refuses a link that leads out", async () => {
    symlinkSync(outer, join(inner, "link.arch"));
    expect((await run("link.arch")).err).toContain("outside the folder");
  });

  it("reads further up with --root", async () => {
    expect((await run("../outer.arch", "--root", folder)).exit).toBe(0);
    expect((await run("link.arch", "--root", folder)).exit).toBe(0);
  });

  it("reads no file for standard input", async () => {
    const { exit, err } = await ridge(["report", "-"], { input: importing("./shared.arch") });
    expect(exit).toBe(2);
    expect(err).toContain("--root DIR");
  });

  it("finds shipped blocks", async () => {
    const input = 'import conv_bn from "std/mobile"\nnet Main {\n  input: [3, 8, 8]\n  conv_bn(4)\n}\n';
    expect((await ridge(["report", "-"], { input })).exit).toBe(0);
  });

  it("suggests shipped names", async () => {
    const { err } = await ridge(["report", "-"], {
      input: 'import conv_bn from "std/mobil"\nnet N {\n  input: [3, 8, 8]\n  conv_bn(4)\n}\n',
    });
    expect(err).toContain("did you mean `std/mobile`?");
  });
});
