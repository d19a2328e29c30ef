import { expect, it } from "vitest";
import { type CoreProfile, resolveCore } from "../../../src/hardware/index.ts";
import { InOrder } from "../../../src/sim/cpu/kernel/in-order.ts";
import { OutOfOrder } from "../../../src/sim/cpu/kernel/out-of-order.ts";
import { programOf } from "../../../src/sim/cpu/kernel/program.ts";
import { steadyState } from "../../../src/sim/cpu/kernel/steady.ts";
import { isWrittenFor, type Kernel, kernels, missingClasses } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";

const cores = Object.keys(shippedProfiles).flatMap((path) => {
  const name = /^cores\/(.+)\.yaml$/.exec(path)?.[1];
  const core = name === undefined ? undefined : resolveCore({ kind: "core", name }, shippedProfiles).value;
  return core === undefined ? [] : [core];
});

/** Arm's own cores by what came with ARMv8.2; Kryo and the cores before have neither. */
const withHalves = /^(cortex-a55(r0)?|cortex-a7[5-8]|cortex-x1|neoverse-n1)$/;
/** Optional in Cortex-A75, whose shipped chips leave them out; in Cortex-A55 since its revision 1. */
const withDotProducts = /^(cortex-a55|cortex-a7[6-8]|cortex-x1|neoverse-n1)$/;

/** Copies by general registers, quotients, products of general registers. */
const onlyTimedOnArmv6 = /^(copy_32b|f32_sigmoid_1el|s8_\w+|f32_to_s8_4el)_vfp/;

/** Why a core does not run a loop, by the names of both alone; undefined where it does. */
function reason(core: string, loop: string): string | undefined {
  const isSingle = loop.includes("_vfp");
  const is32Bit = isSingle || loop.includes("_v7");
  if (!is32Bit && /^(arm1176|cortex-a7)$/.test(core)) return "64-bit only";
  if (!isSingle && core === "arm1176") return "VFP only";
  // Their classes of instructions are timed on the core that has nothing better.
  if (onlyTimedOnArmv6.test(loop) && core !== "arm1176") return "ARMv6 only";
  if (loop.startsWith("f16") && !withHalves.test(core)) return "no fp16";
  if (/_[su]dot_/.test(loop) && !withDotProducts.test(core)) return "no dot product";
  return undefined;
}

/** Whether the loop comes to a steady state; `simulateLoop` does the same and looks for what bounds it. */
function doesRun({ pipeline, order, instructionSets }: CoreProfile, kernel: Kernel): boolean {
  if (pipeline === undefined || !isWrittenFor(instructionSets, kernel)) return false;
  const program = programOf(kernel.body, pipeline);
  if (program === undefined || missingClasses(kernel, pipeline).length > 0) return false;
  const machine = order === "in-order" ? new InOrder(program) : new OutOfOrder(program);
  return steadyState(machine, kernel.body.length).isExact;
}

/** Every shipped core with what keeps it from running loops of the catalogue. */
const rows: readonly (readonly [string, readonly string[]])[] = [
  ["arm1176", ["64-bit only", "VFP only"]],
  ["cortex-a53", ["ARMv6 only", "no dot product", "no fp16"]],
  ["cortex-a55", ["ARMv6 only"]],
  ["cortex-a55r0", ["ARMv6 only", "no dot product"]],
  ["cortex-a57", ["ARMv6 only", "no dot product", "no fp16"]],
  ["cortex-a7", ["64-bit only", "ARMv6 only"]],
  ["cortex-a72", ["ARMv6 only", "no dot product", "no fp16"]],
  ["cortex-a73", ["ARMv6 only", "no dot product", "no fp16"]],
  ["cortex-a75", ["ARMv6 only", "no dot product"]],
  ["cortex-a76", ["ARMv6 only"]],
  ["cortex-a77", ["ARMv6 only"]],
  ["cortex-a78", ["ARMv6 only"]],
  ["cortex-x1", ["ARMv6 only"]],
  ["kryo", ["ARMv6 only", "no dot product", "no fp16"]],
  ["neoverse-n1", ["ARMv6 only"]],
];

it("the table has every core", () => {
  expect(rows.map(([name]) => name)).toEqual(cores.map(({ name }) => name));
});

it.each(rows)("%s runs every loop whose instructions it has; what it does not run: %j", (name, reasons) => {
  const core = cores.find((each) => each.name === name);
  if (core === undefined) throw new Error(name);
  const found = [...kernels().values()].map((each) => ({
    loop: each.name,
    runs: doesRun(core, each),
    reason: reason(name, each.name),
  }));
  expect(found.filter((each) => each.runs !== (each.reason === undefined))).toEqual([]);
  const missing = new Set(found.flatMap((each) => (each.runs ? [] : [each.reason])));
  expect([...missing].sort()).toEqual(reasons);
});
