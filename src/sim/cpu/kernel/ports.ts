import type { PortUse } from "../../../hardware/index.ts";

/** One port taken by one instruction. */
export interface Taken {
  readonly pipe: number;
  readonly cycles: number;
}

/** Which ports are free when. Of several free ones, the port that has been idle longest is taken. */
export class Ports {
  private readonly freeAt: number[];
  private readonly used: number[];
  private uses = 0;

  constructor(count: number) {
    this.freeAt = Array.from({ length: count }, () => 0);
    this.used = Array.from({ length: count }, () => 0);
  }

  /** Takes all ports that an instruction needs in this cycle; undefined, and nothing taken, when they are not free together. */
  take(needs: readonly PortNeed[], cycle: number): readonly Taken[] | undefined {
    const taken = this.choose(needs, 0, cycle, []);
    for (const { pipe, cycles } of taken ?? []) {
      this.freeAt[pipe] = cycle + cycles;
      this.uses += 1;
      this.used[pipe] = this.uses;
    }
    return taken;
  }

  /** A free port for each need from a place on, the idlest first; another choice is tried where one leaves a later need without. */
  private choose(
    needs: readonly PortNeed[],
    at: number,
    cycle: number,
    taken: readonly Taken[],
  ): readonly Taken[] | undefined {
    const need = needs[at];
    if (need === undefined) return taken;
    const isFree = (pipe: number) => (this.freeAt[pipe] ?? 0) <= cycle && !taken.some((each) => each.pipe === pipe);
    if (at === needs.length - 1) {
      const pipe = this.idlest(need.pipes, isFree);
      return pipe === undefined ? undefined : [...taken, { pipe, cycles: need.cycles }];
    }
    const idle = need.pipes.filter(isFree).sort((a, b) => (this.used[a] ?? 0) - (this.used[b] ?? 0));
    for (const pipe of idle) {
      const chosen = this.choose(needs, at + 1, cycle, [...taken, { pipe, cycles: need.cycles }]);
      if (chosen !== undefined) return chosen;
    }
    return undefined;
  }

  private idlest(pipes: readonly number[], isFree: (pipe: number) => boolean): number | undefined {
    let best: number | undefined;
    for (const pipe of pipes)
      if (isFree(pipe) && (best === undefined || (this.used[pipe] ?? 0) < (this.used[best] ?? 0))) best = pipe;
    return best;
  }

  /** What the future depends on, seen from a cycle: how long each port stays busy, and the order in which they were used. */
  state(cycle: number): string {
    const order = this.used.map((_, pipe) => pipe).sort((a, b) => (this.used[a] ?? 0) - (this.used[b] ?? 0));
    return `${this.freeAt.map((each) => Math.max(each - cycle, 0)).join(",")};${order.join(",")}`;
  }
}

/** A use with its ports as places in the core's list. */
export interface PortNeed {
  readonly pipes: readonly number[];
  readonly cycles: number;
}

/** The uses of an instruction, those with the least choice first. */
export function portNeeds(uses: readonly PortUse[], pipes: readonly string[]): readonly PortNeed[] {
  return uses
    .map((each) => ({ pipes: each.pipes.map((name) => pipes.indexOf(name)), cycles: each.cycles }))
    .sort((a, b) => a.pipes.length - b.pipes.length);
}
