import type { RuntimeProfile } from "../../../hardware/index.ts";
import type { MacWork, Work } from "../work.ts";
import { depthwiseRole, pixelDepthwise, planeDepthwise } from "./depthwise.ts";
import { directConvolution, runsDirectly } from "./direct.ts";
import { indirectGemm } from "./indirect-gemm.ts";
import type { LoopRole, Lowering } from "./lowering.ts";
import { packedGemm } from "./packed-gemm.ts";
import type { Recipe } from "./recipe.ts";
import { type Sweep, sweep } from "./sweep.ts";
import { winograd, winogradTile } from "./winograd.ts";

/** How the runtime computes a layer: which algorithm, over which passes. */
export function lower(work: Work, operator: string, runtime: RuntimeProfile, by: Lowering): Recipe {
  switch (work.kind) {
    case "view":
      return { roles: [], job: () => ({ kernel: "", passes: [] }) };
    case "macs":
      return together([
        ...work.nests.map((nest) => lowerMacs(nest, runtime, by)),
        ...work.sweeps.map(({ role, reads, writes }) =>
          swept(role, { outputs: writes, reads: [["sums", reads]], writes: ["output", writes] }, by),
        ),
      ]);
    case "pool": {
      const { channels, height, width } = work.output;
      const outputs = channels * height * width;
      const window = work.kernel[0] * work.kernel[1];
      const read = outputs * Math.min(window, work.stride[0] * work.stride[1]);
      // The loop reads nine values per output.
      return swept(
        "pool",
        { outputs: outputs * Math.max(1, window / 9), reads: [["input", read]], writes: ["output", outputs] },
        by,
      );
    }
    case "reduce": {
      const { inputs, outputs, steps } = work;
      return swept("reduce", { outputs: steps, reads: [["input", inputs]], writes: ["output", outputs] }, by);
    }
    case "norm": {
      const { elements } = work;
      // Mean and variance of the elements first, seven values to an addition; then each element scaled.
      return together([
        swept(
          "reduce",
          { outputs: Math.ceil((2 * elements) / 7), reads: [["input", elements]], writes: ["sums", 1] },
          by,
        ),
        swept("unary", { outputs: elements, reads: [["input", elements]], writes: ["output", elements] }, by),
      ]);
    }
    case "elementwise": {
      const { elements, inputs } = work;
      const reads = inputs.map((each, at) => [at === 0 ? "input" : "operand", each] as const);
      return swept(
        elementwiseRole(operator, inputs.length),
        { outputs: elements, reads, writes: ["output", elements] },
        by,
      );
    }
    case "move": {
      const { elements, reads } = work;
      return swept("copy", { outputs: elements, reads: [["input", reads]], writes: ["output", elements] }, by);
    }
  }
}

function swept(role: LoopRole, over: Sweep, by: Lowering): Recipe {
  return { roles: [role], job: () => ({ kernel: by.loop(role).name, passes: [sweep(role, over, by)] }) };
}

/** Several products one after the other; the first names the kernel. */
function together(recipes: readonly Recipe[]): Recipe {
  return {
    roles: recipes.flatMap((each) => each.roles),
    job() {
      const jobs = recipes.map((each) => each.job());
      return { kernel: jobs[0]?.kernel ?? "", passes: jobs.flatMap((each) => each.passes) };
    },
  };
}

const withExponentials = new Set([
  "sigmoid",
  "softmax",
  "gelu",
  "silu",
  "tanh",
  "mish",
  "softplus",
  "elu",
  "swish",
  "selu",
]);

function elementwiseRole(operator: string, inputs: number): LoopRole {
  if (inputs > 1) return "binary";
  return withExponentials.has(operator) ? "exponential" : "unary";
}

/** Depthwise loops are there for 3x3 and 5x5 taps; all other convolutions are products of matrices. */
function lowerMacs(work: MacWork, runtime: RuntimeProfile, by: Lowering): Recipe {
  const [kh, kw] = work.kernel;
  const isDepthwise =
    work.groups > 1 && work.channels === 1 && work.filters === 1 && kh === kw && (kh === 3 || kh === 5);
  if (isDepthwise) return lowerDepthwise(work, runtime, by);
  if (runtime.gemm === "indirect") {
    const isPointwise = kh * kw === 1 && work.stride[0] === 1 && work.stride[1] === 1;
    return { roles: ["gemm", ...(isPointwise ? [] : (["taps"] as const))], job: () => indirectGemm(work, by) };
  }
  const m = winogradTile(work, runtime, by);
  if (m !== undefined)
    return { roles: ["gemm", `winograd${m}-input`, `winograd${m}-output`], job: () => winograd(work, m, by) };
  if (runsDirectly(work, runtime)) return { roles: ["gemm"], job: () => directConvolution(work, by) };
  return { roles: ["gemm", "copy"], job: () => packedGemm(work, by) };
}

function lowerDepthwise(work: MacWork, { layout, gemm }: RuntimeProfile, by: Lowering): Recipe {
  const role = depthwiseRole(work, by);
  if (layout === "pixels") {
    const pointers = gemm === "indirect" ? (["taps"] as const) : [];
    return { roles: [role, ...pointers], job: () => pixelDepthwise(work, role, by) };
  }
  const lanes =
    layout === "packs" ? packOf(work.groups, by) : ((by.has(role) ? by.loop(role).block?.lanes : undefined) ?? 1);
  return { roles: [role, "copy"], job: () => planeDepthwise(work, role, lanes, by) };
}

/** Channels that lie side by side: eight where they fit a register, four, or one where neither divides them. */
function packOf(channels: number, { bytes }: Lowering): number {
  return [8, 4].find((each) => each * bytes.scratch <= 16 && channels % each === 0) ?? 1;
}
