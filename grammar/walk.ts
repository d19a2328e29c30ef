import type { Span } from "../src/core/index.ts";

interface AnyNode {
  readonly kind: string;
  readonly span: Span;
}

/**
 * Calls `visit` for a node and all nodes below it, in no stated order. Deep trees cost no call stack.
 */
export function walk<N extends AnyNode>(root: AnyNode, visit: (node: N) => void): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) {
      for (const each of next) waiting.push(each);
    } else if (isRecord(next)) {
      if ("kind" in next) visit(next as unknown as N);
      for (const [key, value] of Object.entries(next)) {
        if (!key.endsWith("pan") && typeof value === "object") waiting.push(value);
      }
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
