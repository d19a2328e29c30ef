import { checkFile } from "../claims/index.ts";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type MessageCode, messages } from "../core/messages/index.ts";
import { renderDiagnostic } from "../core/render-diagnostic.ts";
import type { Source } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { elaborateNetwork, type ModuleLoader } from "../model/index.ts";
import { fillLines } from "../report/index.ts";
import { hardwareFiles, loadShipped } from "../shipped/index.ts";
import type { ExplainSample } from "./explain-sample.ts";
import { explainSamples } from "./explain-samples.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";
import { diagnosticPaint, hasColour } from "./style.ts";
import { lineWidth } from "./terminal.ts";

const usualWidth = 80;

export const addExplain: AddVerb = (program, session) => {
  program
    .command("explain")
    .summary("what a message means")
    .description(
      "What the message of a code says, why, with a text that causes it and what to do. Without a code: all of them.",
    )
    .argument("[code]", "the code in brackets, such as shape/groups")
    .addHelpText(
      "after",
      examples(["ridge explain shape/groups", "one message"], ["ridge explain", "every code with one line"]),
    )
    .action(async (code: string | undefined) => {
      const { terminal, colour } = session;
      const coloured = hasColour(colour, terminal.outIsTerminal, terminal.env);
      const paint = coloured ? await diagnosticPaint() : {};
      const width = Math.min(lineWidth(terminal) ?? usualWidth, 100);
      session.finish(code === undefined ? list(width) : await explain(code.replace(/^\[|\]$/g, ""), width, paint));
    });
};

function list(width: number): Outcome {
  const codes = knownCodes();
  const column = Math.max(...codes.map((each) => each.length)) + 2;
  const lines = codes.flatMap((code) => {
    const filled = fillLines(messages[code].explanation, / /, width - column);
    return filled.map((line, index) => `${(index === 0 ? code : "").padEnd(column)}${line}`.trimEnd());
  });
  return { text: `${lines.join("\n")}\n`, diagnostics: [] };
}

function knownCodes(): readonly MessageCode[] {
  return Object.keys(messages).filter(isCode).sort();
}

function isCode(text: string): text is MessageCode {
  return Object.hasOwn(messages, text);
}

async function explain(code: string, width: number, paint: Parameters<typeof renderDiagnostic>[1]): Promise<Outcome> {
  if (!isCode(code)) {
    const codes = knownCodes();
    const nearest = nearestNames(code, codes);
    const area = codes.filter((each) => each.startsWith(`${code.split("/")[0]}/`) || each.endsWith(`/${code}`));
    return failed(diagnostic("usage/unknown-code", { code, nearest, area }, undefined));
  }
  const sample = explainSamples[code];
  const shown = sample === undefined ? [] : await exampleLines(code, sample, paint);
  const text = [code, "", ...fillLines(messages[code].explanation, / /, width), ...shown];
  return { text: `${text.join("\n")}\n`, diagnostics: [] };
}

async function exampleLines(
  code: MessageCode,
  sample: ExplainSample,
  paint: Parameters<typeof renderDiagnostic>[1],
): Promise<readonly string[]> {
  const found = (await diagnosticsOf(sample)).find((each) => each.code === code);
  if (found === undefined) return [];
  const text =
    sample.kind === "said"
      ? []
      : sample.text
          .trimEnd()
          .split("\n")
          .map((line) => `    ${line}`);
  return ["", ...text, ...(text.length === 0 ? [] : [""]), renderDiagnostic(found, paint)];
}

/** What Ridge says of a sample. */
export async function diagnosticsOf(sample: ExplainSample): Promise<readonly Diagnostic[]> {
  switch (sample.kind) {
    case "said":
      return [sample.diagnostic];
    case "profile": {
      const { resolveProfile } = await import("../hardware/index.ts");
      return resolveProfile({ source: { name: "sample.yaml", text: sample.text } }, hardwareFiles).diagnostics;
    }
    case "arch": {
      const source: Source = { name: "sample.arch", text: sample.text };
      const loader = loaderOf(source, sample.files ?? {});
      if (!/^net /m.test(sample.text)) return checkFile({ source, loader }).diagnostics;
      const settings = sample.free === undefined ? [] : [{ name: sample.free, text: "?" }];
      const net = [...sample.text.matchAll(/^net (\w+)/gm)].at(-1)?.[1];
      return elaborateNetwork({ source, net, settings, loader }).diagnostics;
    }
  }
}

function loaderOf(own: Source, files: Readonly<Record<string, string>>): ModuleLoader {
  return {
    load(from) {
      const text = files[from];
      if (from === own.name) return { kind: "module", source: own };
      if (text !== undefined) return { kind: "module", source: { name: from, text } };
      return loadShipped(from) ?? { kind: "fault", detail: "there is no such file" };
    },
  };
}
