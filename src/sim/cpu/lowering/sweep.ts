import type { Access, Role } from "../nest.ts";
import { largestShare, type Pass } from "../pass.ts";
import type { LoopRole, Lowering } from "./lowering.ts";

/** Arrays that are gone through once, side by side. Units: elements. */
export interface Sweep {
  /** Elements that the loop makes: what its passes are counted by. */
  readonly outputs: number;
  readonly reads: readonly (readonly [role: Role, elements: number])[];
  readonly writes: readonly [role: Role, elements: number];
}

/** One pass of a streaming loop over whole arrays. */
export function sweep(role: LoopRole, { outputs, reads, writes }: Sweep, by: Lowering): Pass {
  const loop = by.loop(role);
  const threads = by.threadsOf(role);
  const per = loop.outputs ?? (loop.outputBytes ?? 1) / by.bytes[writes[0]];
  const passes = Math.ceil(outputs / per);
  const array = (of: Role, elements: number): Access => ({
    role: of,
    bytes: by.bytes[of],
    dimensions: [{ extent: elements, steps: { element: elements / outputs } }],
  });
  return {
    runs: [{ loop: loop.name, passes: largestShare(passes, threads), entries: 1 }],
    nest: {
      loops: [{ name: "element", trips: outputs }],
      accesses: [...reads.map((each) => array(...each)), array(...writes)],
    },
    split: "element",
    threads: Math.min(threads, passes),
  };
}
