import type { Report } from "../report.ts";
import { type KindShare, kindShares, type LayerKind, numberOf } from "./kinds.ts";

/** Ratios of times and of MACs that are further apart than this are told. */
const furthest = 1.25;

/** What adds to a network's time beyond its MACs: layers of a kind, or the overhead of all layers. */
export interface BeyondPart {
  readonly kind: LayerKind | "overhead";
  /** More than at the other network's time per MAC; below 0 where it is less. */
  readonly milliseconds: number;
}

/** Two networks on the same cores of which one takes longer per MAC. */
export interface BeyondMacs {
  /** The network that takes longer per MAC. */
  readonly network: number;
  readonly other: number;
  /** How many times the other's time and MACs it has. */
  readonly timeRatio: number;
  readonly macsRatio: number;
  /** What it takes longer than its MACs would at the other's time per MAC. */
  readonly milliseconds: number;
  /** What these milliseconds are, the most first; they add up to them. */
  readonly parts: readonly BeyondPart[];
}

/**
 * Where MACs do not predict time: each network beside the first one that is timed in the same way, if the ratio of their times is more than
 * 1.25 times that of their MACs, or the reverse. Networks on different devices, runtimes, threads or types are not held against each other.
 */
export function beyondMacs(reports: readonly Report[]): readonly BeyondMacs[] {
  const first = new Map<string, number>();
  return reports.flatMap((report, network) => {
    const run = runOf(report);
    const known = run === undefined ? undefined : first.get(run);
    if (run === undefined) return [];
    if (known === undefined) {
      first.set(run, network);
      return [];
    }
    return told(reports, known, network) ?? [];
  });
}

/** How a network is timed and counted; undefined without times. */
function runOf({ timing, dtype, batch, convention }: Report): string | undefined {
  if (timing === undefined) return undefined;
  const { model, device, core, runtime, threads, clockGhz } = timing;
  return JSON.stringify([model, device, core, runtime, threads, clockGhz, dtype, String(batch), convention.name]);
}

function told(reports: readonly Report[], first: number, second: number): BeyondMacs | undefined {
  const [a, b] = [first, second].map((network) => timed(reports[network], network));
  if (a === undefined || b === undefined || a.macs * b.macs * a.milliseconds * b.milliseconds === 0) return undefined;
  const isSecond = b.milliseconds * a.macs >= a.milliseconds * b.macs;
  const [heavy, light] = isSecond ? [b, a] : [a, b];
  const timeRatio = heavy.milliseconds / light.milliseconds;
  const macsRatio = heavy.macs / light.macs;
  if (timeRatio <= furthest * macsRatio) return undefined;
  const kinds = new Set([...heavy.parts.keys(), ...light.parts.keys()]);
  const parts = [...kinds].map((kind) => ({
    kind,
    milliseconds: (heavy.parts.get(kind) ?? 0) - macsRatio * (light.parts.get(kind) ?? 0),
  }));
  return {
    network: heavy.network,
    other: light.network,
    timeRatio,
    macsRatio,
    milliseconds: heavy.milliseconds - macsRatio * light.milliseconds,
    parts: parts.sort((x, y) => y.milliseconds - x.milliseconds),
  };
}

interface Timed {
  readonly network: number;
  readonly macs: number;
  readonly milliseconds: number;
  readonly parts: ReadonlyMap<BeyondPart["kind"], number>;
}

function timed(report: Report | undefined, network: number): Timed | undefined {
  if (report?.timing === undefined) return undefined;
  const shares = kindShares(report, report.timing);
  const overhead = shares.reduce((total, each) => total + overheadOf(each), 0);
  return {
    network,
    macs: numberOf(report.totals.macs),
    milliseconds: shares.reduce((total, each) => total + each.milliseconds, 0),
    parts: new Map([
      ...shares.map((each) => [each.kind, each.milliseconds - overheadOf(each)] as const),
      ["overhead", overhead] as const,
    ]),
  };
}

function overheadOf({ byCause, milliseconds }: KindShare): number {
  const cycles = [...byCause.values()].reduce((total, each) => total + each, 0);
  return cycles === 0 ? 0 : (milliseconds * (byCause.get("overhead") ?? 0)) / cycles;
}
