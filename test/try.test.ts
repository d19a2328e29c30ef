import { readFileSync, readdirSync } from "node:fs";
import { it } from "vitest";
import { importOnnx } from "/work/wt-onnx/src/exchange/index.ts";
import { costOf, defaultConvention } from "/work/wt-onnx/src/cost/index.ts";
it("x", () => {
  for (const f of readdirSync("/work/shared/data/onnx").filter(f=>f.endsWith(".onnx"))) {
    const t0=performance.now();
    const r = importOnnx({ bytes: readFileSync("/work/shared/data/onnx/"+f), name: f });
    const t1=performance.now();
    console.log(f, r.diagnostics.map(d=>d.code+": "+d.message).join("\n"), (t1-t0).toFixed(0)+" ms");
    if (!r.value) continue;
    const c = costOf(r.value.graph, { convention: defaultConvention, dtype: "fp32" });
    console.log(r.value.graph.name, String((c.totals.macs as any).constant ?? JSON.stringify(c.totals.macs, (k,v)=>typeof v==="bigint"?v.toString():v)).slice(0,200), JSON.stringify(c.totals.params,(k,v)=>typeof v==="bigint"?v.toString():v).slice(0,200), r.value.graph.layers.length);
    if (f.includes("small")) console.log(r.value.graph.layers.slice(0,14).map(l=>l.name).join("\n"));
  }
});
