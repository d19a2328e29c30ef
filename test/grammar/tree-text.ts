import { rationalToText } from "../../src/core/index.ts";

/**
 * A tree in brackets, spans left out: `(sum + a - 2)`-like, but with every field named, so that two trees print the same only
 * when they are the same.
 */
export function treeText(node: unknown, indent = ""): string {
  if (Array.isArray(node)) return node.map((each) => treeText(each, indent)).join(" ");
  if (typeof node !== "object" || node === null) return JSON.stringify(node) ?? "undefined";
  const fields = Object.entries(node).filter(
    ([key, value]) => key !== "kind" && !key.endsWith("pan") && value !== undefined,
  );
  if ("num" in node && "den" in node) return rationalToText(node as { num: bigint; den: bigint });
  const kind = "kind" in node ? String(node.kind) : "";
  const deeper = `${indent}  `;
  const parts = fields.map(([key, value]) => {
    if (!Array.isArray(value)) return `${key}=${treeText(value, indent)}`;
    const broken = kind === "module" || kind === "body" || kind === "claim" || kind === "space" || key === "rows";
    const lines = value.map((each) => treeText(each, deeper));
    return broken ? `${key}=[${lines.map((line) => `\n${deeper}${line}`).join("")}]` : `${key}=[${lines.join(", ")}]`;
  });
  if (kind === "identifier" && "name" in node) return String(node.name);
  return `(${[kind, ...parts].filter((part) => part !== "").join(" ")})`;
}
