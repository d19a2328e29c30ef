import type { Role } from "../nest.ts";
import type { Job, LoopRun, Pass } from "../pass.ts";
import type { Lowering } from "./lowering.ts";
import { sweep } from "./sweep.ts";

/** What an int8 layer has to do beside its own work. Elements of its input and output. */
export interface Conversion {
  readonly inputs: number;
  readonly outputs: number;
  /** The input lies in fp32 and is made int8 first. */
  readonly quantizes: boolean;
  /** Products are stored as 32-bit sums and made int8, or fp32, afterwards. */
  readonly storesSums: boolean;
}

/** The layer's passes with the conversions around them. */
export function converted(
  job: Job,
  { inputs, outputs, quantizes, storesSums }: Conversion,
  isInt8: boolean,
  by: Lowering,
): Job {
  const before = quantizes
    ? [sweep("quantize", { outputs: inputs, reads: [["input", inputs]], writes: ["quantized", inputs] }, by)]
    : [];
  const after = storesSums
    ? [
        sweep(
          isInt8 ? "requantize" : "dequantize",
          { outputs, reads: [["sums", outputs]], writes: ["output", outputs] },
          by,
        ),
      ]
    : [];
  const roles = new Map<Role, Role>([
    ...(quantizes ? ([["input", "quantized"]] as const) : []),
    ...(storesSums ? ([["output", "sums"]] as const) : []),
  ]);
  const work = storesSums ? job.passes.map((each) => withRawEnds(each, by)) : job.passes;
  return { ...job, passes: [...before, ...work.map((each) => renamed(each, roles, by)), ...after] };
}

/** Tiles whose sums are stored as they are: of the code around a tile, which would scale them, only its moves between registers and memory remain. */
function withRawEnds(pass: Pass, by: Lowering): Pass {
  const copy = by.loop("copy");
  const runs = pass.runs.map((run): LoopRun => {
    if (run.endOutputs === undefined) return run;
    const bytes = run.passes * run.endOutputs * by.bytes.sums;
    return { loop: copy.name, passes: bytes / (copy.outputBytes ?? 1), entries: 0 };
  });
  return { ...pass, runs };
}

function renamed(pass: Pass, roles: ReadonlyMap<Role, Role>, by: Lowering): Pass {
  if (roles.size === 0) return pass;
  const accesses = pass.nest.accesses.map((each) => {
    const role = roles.get(each.role);
    return role === undefined ? each : { role, bytes: by.bytes[role], dimensions: each.dimensions };
  });
  return { ...pass, nest: { loops: pass.nest.loops, accesses } };
}
