import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ridge } from "../cli/fake-terminal.ts";

const page = readFileSync(new URL("../../docs/executor.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```console\n\$ ridge ([^\n]+)\n([\s\S]*?)^```/gm)].map(
  ([, command = "", output = ""]) => [command, output] as const,
);

it("docs/executor.md has its three examples", () => expect(blocks.length).toBe(3));

it.each(blocks)("`ridge %s` prints what docs/executor.md shows", async (command, output) => {
  const { exit, out } = await ridge([...command.split(" "), "--width", "80"]);
  const [head = "", tail = ""] = output.split("...\n");
  expect(exit).toBe(0);
  expect(out.startsWith(head)).toBe(true);
  expect(out.endsWith(tail)).toBe(true);
});
