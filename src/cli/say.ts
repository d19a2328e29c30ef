import type { Diagnostic } from "../core/diagnostic.ts";
import { diagnosticsToJson, renderDiagnostics } from "../core/render-diagnostic.ts";
import { diagnosticPaint } from "./style.ts";

/** Diagnostics as they go to standard error. */
export async function say(
  diagnostics: readonly Diagnostic[],
  form: "text" | "json",
  coloured: boolean,
): Promise<string> {
  if (form === "json") return `${JSON.stringify(diagnosticsToJson(diagnostics), undefined, 2)}\n`;
  return `${renderDiagnostics(diagnostics, coloured ? await diagnosticPaint() : {})}\n`;
}
