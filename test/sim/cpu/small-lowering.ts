import { kernels } from "../../../src/sim/cpu/kernel/loops/catalogue.ts";
import type { LoopRole, Lowering } from "../../../src/sim/cpu/lowering/lowering.ts";
import { type MacWork, workOf } from "../../../src/sim/work.ts";
import { costed, elaborateZoo } from "../../model/elaborate-text.ts";

function loopFor(role: LoopRole, gemm: string): string {
  if (role === "gemm" || role === "gemv") return gemm;
  if (role.startsWith("depthwise")) return role === "depthwise5" ? "f32_dwconv_25p4c" : "f32_dwconv_9p4c";
  return "f32_add_8el";
}

/** A runtime that takes `gemm` for every product and cuts blocks of pixels to `blockCache` bytes; `bytes` to every element. */
export function smallLowering(gemm: string, bytes: number, blockCache: number, threads = 1): Lowering {
  return {
    threads,
    threadsOf: () => threads,
    bytes: { input: bytes, operand: bytes, weights: bytes, output: bytes, scratch: bytes, quantized: 1, sums: 4 },
    blockCache,
    has: () => false,
    loop(role) {
      const kernel = kernels().get(loopFor(role, gemm));
      if (kernel === undefined) throw new RangeError(`no loop ${loopFor(role, gemm)}`);
      return kernel;
    },
  };
}

/** The multiply-accumulates of one layer of a network of the zoo. */
export function workOfLayer(network: string, res: number, layer: string): MacWork {
  const found = costed(elaborateZoo(network, { res: String(res) })).layers.find((each) => each.layer.name === layer);
  const work = found === undefined ? undefined : workOf(found, 1);
  const nest = work?.kind === "macs" ? work.nests[0] : undefined;
  if (nest === undefined) throw new RangeError(`${network} has no products in ${layer}`);
  return nest;
}
