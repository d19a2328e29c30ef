import type { Kernel } from "../../../src/sim/cpu/kernel/instruction.ts";
import { kernels } from "../../../src/sim/cpu/kernel/loops/catalogue.ts";
import type { Lowering, LoopRole } from "../../../src/sim/cpu/lowering/lowering.ts";
import { workOf } from "../../../src/sim/cpu/work.ts";
import type { MacWork } from "../../../src/sim/cpu/work.ts";
import { costed, elaborateZoo } from "../../model/elaborate-text.ts";

function loopFor(role: LoopRole, gemm: string): string {
  if (role === "gemm" || role === "gemv") return gemm;
  if (role.startsWith("depthwise")) return role === "depthwise5" ? "f32_dwconv_25p4c" : "f32_dwconv_9p4c";
  return "f32_add_8el";
}

/** A runtime that takes `gemm` for every product and cuts blocks of pixels to `blockCache` bytes. */
export function smallLowering(gemm: string, bytes: number, blockCache: number, threads = 1): Lowering {
  const loop = (role: LoopRole): Kernel => {
    const kernel = kernels().get(loopFor(role, gemm));
    if (kernel === undefined) throw new RangeError(`no loop ${loopFor(role, gemm)}`);
    return kernel;
  };
  return {
    threads,
    threadsOf: () => threads,
    bytes,
    weightBytes: bytes,
    blockCache,
    has: () => true,
    loop,
    tile({ tile, name }) {
      if (tile === undefined) throw new RangeError(`no tile in ${name}`);
      return { ...tile, grain: 1 };
    },
    end: () => [],
    pointers: () => [],
  };
}

/** The multiply-accumulates of one layer of a network of the zoo. */
export function workOfLayer(network: string, res: number, layer: string): MacWork {
  const found = costed(elaborateZoo(network, { res: String(res) })).layers.find((each) => each.layer.name === layer);
  const work = found === undefined ? undefined : workOf(found);
  const nest = work?.kind === "macs" ? work.nests[0] : undefined;
  if (nest === undefined) throw new RangeError(`${network} has no products in ${layer}`);
  return nest;
}
