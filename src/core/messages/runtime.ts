import { message } from "./message.ts";

/** What a kernel library cannot run. */
export const runtimeMessages = {
  "runtime/none": message({
    text: (a: { core: string; dtype: string; isas: readonly string[] }) =>
      `no runtime has loops for ${a.dtype} on \`${a.core}\` (${a.isas.join(", ")})`,
    hint: () => "--runtime none takes the plain roofline; `ridge hw list` shows the runtimes",
    explanation:
      "Without `--runtime` the newest shipped runtime is taken that has inner loops for the core and the data type.",
  }),
  "runtime/no-loops": message({
    text: (a: { runtime: string; dtype: string; isas: readonly string[]; known: readonly string[] }) =>
      `\`${a.runtime}\` has no loops for ${a.dtype} on ${a.isas.join(" or ")}`,
    hint: (a) => `it has ${a.known.map((each) => each.replace("-", " ")).join(", ")}`,
    explanation:
      "The runtime's profile lists inner loops by instruction set and data type. Take another runtime, type, or `--isa`.",
  }),
  "runtime/no-kernel": message({
    text: (a: {
      runtime: string;
      core: string;
      dtype: string;
      layer: string;
      operator: string;
      roles: readonly string[];
      /** Whether a plain loop was already allowed to stand in. */
      fallback: boolean;
    }) =>
      a.roles.length === 0
        ? `\`${a.runtime}\` has no kernel for \`${a.operator}\`, first in ${a.layer}`
        : `\`${a.runtime}\` has no ${a.roles.join(", ")} loop for ${a.dtype} that ${a.core} can run, first in ${a.layer} (\`${a.operator}\`)`,
    hint: (a) =>
      a.fallback
        ? "nor has it a loop for sums of two arrays, which --fallback would put in its place: take another --runtime"
        : "--fallback times such layers by a plain loop and marks them",
    explanation:
      "A network runs only when the runtime has a kernel for every operator, and the core every instruction of its inner loop.",
  }),
} as const;
