import { readFileSync, readdirSync } from "node:fs";
import { it } from "vitest";
import { archText, importOnnx, inTextOrder } from "/work/wt-onnx/src/exchange/index.ts";
import { costOf, defaultConvention } from "/work/wt-onnx/src/cost/index.ts";
import { elaborateNetwork } from "../src/model/index.ts";
import { renderDiagnostics } from "../src/core/render-diagnostic.ts";
import { toText } from "../src/symbolic/index.ts";
const rows = (g: any) => costOf(g, { convention: defaultConvention, dtype: "fp32" }).layers.map((l: any) => [l.layer.operator.name, toText(l.macs), toText(l.params), toText(l.flops)].join(" "));
it("x", () => {
  for (const f of readdirSync("/work/shared/data/onnx").filter(f=>f.endsWith(".onnx"))) {
    const r = importOnnx({ bytes: readFileSync("/work/shared/data/onnx/"+f), name: f });
    const g = inTextOrder(r.value!.graph);
    const t0=performance.now();
    const t = archText(g, "x");
    console.log(f, (performance.now()-t0).toFixed(0)+" ms", g === r.value!.graph, t.value!.split("\n").length-1+" lines\n"+t.value);
    const e = elaborateNetwork({ source: { name: "a.arch", text: t.value! }, settings: [], loader: { load: () => ({kind:"fault", detail: "no"}) } as any });
    console.log(renderDiagnostics(e.diagnostics));
    if (e.value) { const a = rows(g), b = rows(e.value.graph); const d = a.findIndex((x,i)=>x!==b[i]); console.log(a.length, b.length, d, a[d], b[d]); }
  }
});
