import { describe, expect, it } from "vitest";
import { type CoreProfile, type Pipeline, resolveCore } from "../../../src/hardware/index.ts";
import { cyclesOfPasses, cyclesOnce, kernels, missingClasses, simulateLoop } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";

const cores = ["arm1176", "cortex-a53", "cortex-a76"].map(
  (name) => resolveCore({ kind: "core", name }, shippedProfiles).value,
);

/** Cores that have every instruction of a loop. */
function runners(name: string): readonly (CoreProfile & { readonly pipeline: Pipeline })[] {
  const kernel = kernels().get(name);
  if (kernel === undefined) throw new Error(name);
  return cores.flatMap((core) =>
    core?.pipeline === undefined || missingClasses(kernel, core.pipeline).length > 0
      ? []
      : [{ ...core, pipeline: core.pipeline }],
  );
}

/** The same core with one port more, on which anything can run. */
function wider(pipeline: Pipeline): Pipeline {
  const timings = [...pipeline.timings].map(
    ([kind, timing]) =>
      [kind, { ...timing, uses: timing.uses.map((each) => ({ ...each, pipes: [...each.pipes, "more"] })) }] as const,
  );
  return { ...pipeline, pipes: [...pipeline.pipes, "more"], timings: new Map(timings) };
}

describe.each([...kernels().keys()])("%s", (name) => {
  const body = kernels().get(name)?.body ?? [];

  it("runs on some core, nowhere faster than its bounds", () => {
    expect(runners(name).length).toBeGreaterThan(0);
    for (const { pipeline, order } of runners(name)) {
      const run = simulateLoop(body, pipeline, order);
      const { ports, frontEnd, dependences } = run?.bounds ?? {
        ports: { cycles: 0 },
        frontEnd: { microOps: 0 },
        dependences: { cycles: 0 },
      };
      const least = Math.max(
        ports.cycles,
        dependences.cycles,
        order === "in-order" ? 0 : frontEnd.microOps / pipeline.dispatch,
      );
      expect(run?.cyclesPerPass).toBeGreaterThanOrEqual(least - 1e-9);
    }
  });

  it("one pass takes at least the steady state's time less what passes share, and at most as long as two", () => {
    for (const { pipeline, order } of runners(name)) {
      const once = cyclesOnce(body, pipeline, order) ?? Number.NaN;
      const twice = cyclesOfPasses(body, pipeline, order, 2) ?? Number.NaN;
      expect(once).toBeLessThanOrEqual(twice);
      const work = simulateLoop(body, pipeline, order)?.bounds.ports.cycles ?? Number.NaN;
      expect(once).toBeGreaterThanOrEqual(work - 1);
    }
  });

  it("is not slowed by a port more, but for what another order of issue costs", () => {
    for (const { pipeline, order } of runners(name)) {
      const before = simulateLoop(body, pipeline, order);
      const after = simulateLoop(body, wider(pipeline), order);
      expect(after?.bounds.ports.cycles).toBeLessThanOrEqual((before?.bounds.ports.cycles ?? 0) + 1e-9);
      expect(after?.cyclesPerPass).toBeLessThanOrEqual(1.03 * (before?.cyclesPerPass ?? 0));
    }
  });
});
