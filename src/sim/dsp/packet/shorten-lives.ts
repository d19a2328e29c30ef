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
  const rows = Array.from({ length: interval }, (): number[] => []);
  for (const [group, time] of times.entries()) rows[time % interval]?.push(group);
  const order = times.map((_, at) => at).sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0));
  for (const group of order) {
    if (!makesMore(program, groups, group)) continue;
    const now = moved[group] ?? 0;
    for (let time = latestOf(groups, moved, group, interval); time > now; time--) {
      const row = rows[time % interval] ?? [];
      const others = row.filter((each) => each !== group).flatMap((each) => groups.ways[each] ?? []);
      if (fitPacket([...others, ...(groups.ways[group] ?? [])]) === undefined) continue;
      rows[now % interval] = (rows[now % interval] ?? []).filter((each) => each !== group);
      rows[time % interval] = [...row.filter((each) => each !== group), group];
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

/** The last packet that the users of a group allow; its own where it has none. */
function latestOf({ outOf }: Groups, times: readonly number[], group: number, interval: number): number {
  let latest = Number.POSITIVE_INFINITY;
  for (const { to, delay, distance } of outOf[group] ?? [])
    latest = Math.min(latest, (times[to] ?? 0) - delay + interval * distance);
  const now = times[group] ?? 0;
  return Number.isFinite(latest) ? latest : now;
}
