import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import type { Span } from "../../core/source.ts";
import { nearestNames } from "../../core/suggest.ts";
import { type LoopChoice, type LoopRole, namedLoops, placesOf, type RuntimeProfile } from "../../hardware/index.ts";
import { operators } from "../../ops/index.ts";
import type { Kernel } from "./kernel/instruction.ts";
import { kernels } from "./kernel/loops/catalogue.ts";

/** What a checked runtime names and the simulator does not have: inner loops, or such as do not fit their role, operators, families. */
export function checkRuntime(runtime: RuntimeProfile): readonly Diagnostic[] {
  const all = [...operators.values()];
  const families = new Set<string>(all.map((each) => each.family));
  const fusible = all.filter((each) => each.family === "activation").map((each) => each.name);
  const loops = [...runtime.loops.values()].flatMap((table) =>
    [...table].flatMap(([role, choice]) => faults(role, choice)),
  );
  return [
    ...unknownNames("fuses", runtime.fuses, fusible),
    ...unknownNames("int8", runtime.int8, [...families]),
    ...unknownNames("lacks", runtime.lacks, [...operators.keys()]),
    ...loops,
  ];
}

function unknownNames(
  field: string,
  names: ReadonlyMap<string, Span>,
  known: readonly string[],
): readonly Diagnostic[] {
  return [...names].flatMap(([found, place]) => {
    if (known.includes(found)) return [];
    const facts = { field, found, nearest: nearestNames(found, known), known: known.join(", ") };
    return [diagnostic("hardware/word", facts, place)];
  });
}

function faults(role: LoopRole, choice: LoopChoice): readonly Diagnostic[] {
  return namedLoops(choice).flatMap((name) => {
    const loop = kernels().get(name);
    if (loop !== undefined && fits(loop, role)) return [];
    const suited = [...kernels().values()].filter((each) => fits(each, role)).map((each) => each.name);
    const facts = { loop: name, role: loop === undefined ? undefined : role, nearest: nearestNames(name, suited) };
    return [diagnostic("hardware/loop", facts, placesOf(name, choice.span)[0])];
  });
}

/** Whether a loop computes what a role is for, as far as its products per output tell. */
function fits({ macs, tile, outputs, outputBytes, pointers }: Kernel, role: LoopRole): boolean {
  const taps = outputs === undefined ? undefined : macs / outputs;
  switch (role) {
    case "gemm":
    case "gemv":
      return tile !== undefined;
    case "taps":
      return pointers !== undefined;
    case "copy":
      return outputBytes !== undefined;
    case "depthwise3":
    case "depthwise3s2":
      return taps === 9 || taps === 1;
    case "depthwise5":
      return taps === 25 || taps === 1;
    default:
      return taps === 0;
  }
}
