import type { RuntimeProfile } from "../../../hardware/index.ts";
import type { Job } from "../pass.ts";
import type { MacWork, Work } from "../work.ts";
import { pixelDepthwise, planeDepthwise } from "./depthwise.ts";
import { indirectGemm } from "./indirect-gemm.ts";
import type { LoopRole, Lowering } from "./lowering.ts";
import { packedGemm } from "./packed-gemm.ts";
import { sweep } from "./sweep.ts";
import { type WinogradTile, winograd } from "./winograd.ts";

/** The layer's passes over memory, as the runtime runs it. */
export function lower(work: Work, operator: string, runtime: RuntimeProfile, by: Lowering): Job {
  switch (work.kind) {
    case "view":
      return { kernel: "", passes: [] };
    case "macs": {
      const jobs = work.nests.map((nest) => lowerMacs(nest, runtime, by));
      return { kernel: jobs[0]?.kernel ?? "", passes: jobs.flatMap((each) => each.passes) };
    }
    case "pool": {
      const { channels, height, width } = work.output;
      const outputs = channels * height * width;
      const window = work.kernel[0] * work.kernel[1];
      // The loop reads nine values per output.
      const scaled = outputs * Math.max(1, window / 9);
      const read = outputs * Math.min(window, work.stride[0] * work.stride[1]);
      return single("pool", scaled, [["input", read]], ["output", outputs], by);
    }
    case "reduce": {
      const { channels, height, width } = work.input;
      const pixels = height * width;
      return single("reduce", channels * Math.ceil(pixels / 7), [["input", channels * pixels]], ["output", channels], by);
    }
    case "elementwise": {
      const role = roleOf(operator, work.operands.length);
      const reads = [["input", work.elements] as const, ...work.operands.map((each) => ["operand", each] as const)];
      return single(role, work.elements, reads, ["output", work.elements], by);
    }
    case "move":
      return single("copy", work.elements, [["input", work.elements]], ["output", work.elements], by);
  }
}

function single(
  role: LoopRole,
  outputs: number,
  reads: Parameters<typeof sweep>[1]["reads"],
  writes: Parameters<typeof sweep>[1]["writes"],
  by: Lowering,
): Job {
  return { kernel: by.loop(role).name, passes: [sweep(role, { outputs, reads, writes }, by)] };
}

function roleOf(operator: string, operands: number): LoopRole {
  if (operands > 0) return "binary";
  return ["sigmoid", "softmax", "gelu", "silu", "tanh", "mish", "softplus", "elu"].includes(operator) ? "exponential" : "unary";
}

function lowerMacs(work: MacWork, runtime: RuntimeProfile, by: Lowering): Job {
  const taps = work.kernel[0] * work.kernel[1];
  const isDepthwise = work.groups > 1 && work.channels === 1 && work.filters === 1 && (taps === 9 || taps === 25);
  if (isDepthwise) {
    if (runtime.layout === "pixels") return pixelDepthwise(work, by);
    const lanes = runtime.layout === "packs" && work.groups % 4 === 0 ? 4 : 1;
    return planeDepthwise(work, lanes, by);
  }
  if (runtime.gemm === "indirect") return indirectGemm(work, by);
  const m = winogradTile(work, runtime, by);
  return m === undefined ? packedGemm(work, by) : winograd(work, m, by);
}

/** The tile of minimal filtering that a runtime takes for a convolution; undefined where it multiplies directly. */
function winogradTile(work: MacWork, { winograd: rule }: RuntimeProfile, by: Lowering): WinogradTile | undefined {
  const isOdd = [...work.kernel].some((each) => each !== 3) || [...work.stride].some((each) => each !== 1);
  if (isOdd || work.groups !== 1 || rule === "none") return undefined;
  const tiles = rule === "by-map" ? byMap(work, by.threads) : byChannels(work);
  return tiles.find((m) => by.has(`winograd${m}-input`));
}

function byMap({ output }: MacWork, threads: number): readonly WinogradTile[] {
  return (output[0] * output[1]) / (8 * threads) >= 36 ? [6] : [2];
}

/** The first choice, then what is there where a data type lacks it. */
function byChannels({ channels, filters }: MacWork): readonly WinogradTile[] {
  if (channels < 8 && filters < 8) return [];
  if (channels <= 128 && filters <= 128) return [6, 4];
  return channels >= 8 && filters >= 8 ? [4] : [2];
}
