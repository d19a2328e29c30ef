import { it } from "vitest";
import { archText, exportOnnx, importOnnx } from "/work/wt-onnx/src/exchange/index.ts";
import { costOf, defaultConvention } from "/work/wt-onnx/src/cost/index.ts";
import { elaborateNetwork } from "../src/model/index.ts";
import { renderDiagnostics } from "../src/core/render-diagnostic.ts";
import { toText } from "../src/symbolic/index.ts";
import { loadShipped, zooEntries, zooRequest } from "../src/shipped/index.ts";
const rows = (g: any) => costOf(g, { convention: defaultConvention, dtype: "fp32" }).layers.map((l: any) => [l.layer.operator.name, toText(l.macs), toText(l.params), toText(l.flops)].join(" "));
const tot = (g: any) => { const t = costOf(g, { convention: defaultConvention, dtype: "fp32" }).totals; return toText(t.macs)+" "+toText(t.params) };
const loader = { load: (f: string) => loadShipped(f) ?? { kind: "fault", detail: "no" } } as any;
it("zoo", () => {
  const out: string[] = [];
  for (const e of zooEntries().values()) {
    const z = elaborateNetwork({ ...zooRequest(e), settings: [], loader });
    const g = z.value!.graph;
    const [m, p] = tot(g).split(" ");
    if (process.env.NETS ? !e.name.match(process.env.NETS) : Number(p) > 30e6) { out.push(`${e.name} skipped ${p}`); continue; }
    try {
    const x = exportOnnx(g, (_l, _r, dims) => new Float32Array(dims.reduce((a, b) => a * b, 1)));
    if (!x.value) { out.push(`${e.name}: ${x.diagnostics.map(d=>d.message)}`); continue; }
    const t0 = performance.now();
    const r = importOnnx({ bytes: x.value, name: e.name + ".onnx" });
    const t1 = performance.now();
    if (!r.value) { out.push(`${e.name}: ${r.diagnostics.map(d=>d.code+d.message)}`); continue; }
    const t = archText(r.value.graph, "x");
    const t2 = performance.now();
    const b = elaborateNetwork({ source: { name: "a.arch", text: t.value! }, settings: [], loader });
    let same = "ELAB FAIL " + renderDiagnostics(b.diagnostics).slice(0, 600);
    if (b.value) { const u = rows(r.value.graph), v = rows(b.value.graph); const d = u.findIndex((q, i) => q !== v[i]); same = d < 0 && u.length === v.length ? "same" : `DIFF ${d} ${u[d]} ${v[d]} ${u.length} ${v.length}`; }
    if (process.env.NETS) out.push(t.value!); out.push(`${e.name} ${tot(r.value.graph) === m+" "+p ? "ok" : "TOTALS "+tot(r.value.graph)+" want "+m+" "+p} ${g.layers.length}->${r.value.graph.layers.length} lines ${t.value!.split("\n").length-1} ${same} ${(t1-t0).toFixed(0)}+${(t2-t1).toFixed(0)} ms`);
    } catch (er: any) { out.push(`${e.name}: THROW ${er.stack.slice(0,600)}`); }
  }
  console.log(out.join("\n"));
}, 600000);
