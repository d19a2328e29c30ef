import { fitPacket } from "./fit.ts";
import type { Groups } from "./groups.ts";
import type { PacketProgram } from "./program.ts";

/**
 * Moves what makes more vectors than it uses up, such as loads, to the latest packet that its users allow, so that values live shorter. The interval
 * stays, and every packet still fits.
 */
export function shortenLives(
  program: PacketProgram,
  groups: Groups,
  times: readonly number[],
  interval: number,
): readonly number[] {
  const moved = [...times];
  const order = times.map((_, at) => at).sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0));
  for (const group of order) {
    if (!makesMore(program, groups, group)) continue;
    const now = moved[group] ?? 0;
    for (let time = latestOf(groups, moved, group, interval); time > now; time--) {
      const row = groups.ways.flatMap((ways, at) =>
        at !== group && ((moved[at] ?? 0) - time) % interval === 0 ? ways : [],
      );
      if (fitPacket([...row, ...(groups.ways[group] ?? [])]) === undefined) continue;
      moved[group] = time;
      break;
    }
  }
  return moved;
}

function makesMore({ body, dependences }: PacketProgram, { members }: Groups, group: number): boolean {
  const inside = new Set(members[group]);
  const isVector = (register: string) => register.startsWith("v");
  const made = [...inside].flatMap((at) => body[at]?.writes.filter(isVector) ?? []).length;
  const used = dependences.filter((each) => inside.has(each.user) && isVector(each.register)).length;
  return made > used;
}

/** The last packet that the users of a group allow, no more than an interval away. */
function latestOf({ edges }: Groups, times: readonly number[], group: number, interval: number): number {
  let latest = Number.POSITIVE_INFINITY;
  for (const { from, to, delay, distance } of edges)
    if (from === group && to !== group) latest = Math.min(latest, (times[to] ?? 0) - delay + interval * distance);
  const now = times[group] ?? 0;
  return Number.isFinite(latest) ? latest : now;
}
