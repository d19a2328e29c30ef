import type { PacketProgram } from "./program.ts";

/**
 * Vector registers that a schedule needs: the values alive at the busiest packet, and what is read but never written. A value lives from the packet
 * behind its own to that of its last user. Pairs may start anywhere: that they begin with an even register is ignored.
 */
export function vectorsNeeded(program: PacketProgram, times: readonly number[], interval: number): number {
  const { body, dependences } = program;
  const written = new Set(body.flatMap(({ writes }) => writes));
  const constants = new Set(
    body.flatMap(({ reads }) => reads.flatMap(({ register }) => (written.has(register) ? [] : [register]))),
  );
  const alive = Array.from({ length: interval }, () => 0);
  for (const [at, { writes, kind }] of body.entries()) {
    const made = times[at] ?? 0;
    for (const register of writes) {
      if (!register.startsWith("v") || kind === "loadTemporary") continue;
      let last = made + 1;
      for (const each of dependences)
        if (each.producer === at && each.register === register)
          last = Math.max(last, (times[each.user] ?? 0) + interval * each.distance);
      for (let packet = made + 1; packet <= last; packet++) {
        const row = packet % interval;
        alive[row] = (alive[row] ?? 0) + 1;
      }
    }
  }
  return Math.max(0, ...alive) + [...constants].filter((each) => each.startsWith("v")).length;
}
