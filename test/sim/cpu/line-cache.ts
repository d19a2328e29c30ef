import type { Replacement } from "../../../src/sim/cpu/traffic.ts";

/** A set-associative cache as hardware has it: `capacity` bytes in lines of `line` bytes, `ways` lines to a set. */
export interface CacheBuild {
  readonly capacity: number;
  readonly ways: number;
  readonly line: number;
  readonly replacement: Replacement;
  /** Start of the generator that picks the line to drop under random replacement. */
  readonly seed?: number;
  /** Whether it starts with nothing in it; else every way holds a line that nobody asks for. */
  readonly isEmpty?: boolean;
}

const nobody = -1;
const invalid = -2;

/** Counts the lines that come in, by the array they belong to. Reads and writes do the same: a written line is fetched first. */
export class LineCache {
  readonly build: CacheBuild;
  readonly misses: number[];
  private readonly sets: number;
  private readonly lines: Int32Array;
  /** Time of the last touch of each way. */
  private readonly touched: Float64Array;
  private clock = 0;
  private state: number;

  constructor(build: CacheBuild, arrays: number) {
    const { capacity, ways, line, seed = 1, isEmpty = false } = build;
    this.build = build;
    this.sets = capacity / (ways * line);
    if (!Number.isInteger(this.sets)) throw new RangeError(`${capacity} bytes are not whole sets of ${ways} x ${line}`);
    this.lines = new Int32Array(this.sets * ways).fill(isEmpty ? invalid : nobody);
    this.touched = new Float64Array(this.sets * ways);
    this.misses = new Array<number>(arrays).fill(0);
    this.state = seed;
  }

  /** The memory line with number `line`, of array `array`, is read or written. */
  touch(line: number, array: number): void {
    const { ways, replacement } = this.build;
    const first = (line % this.sets) * ways;
    this.clock++;
    let oldest = first;
    for (let way = first; way < first + ways; way++) {
      if (this.lines[way] === line) {
        this.touched[way] = this.clock;
        return;
      }
      if ((this.touched[way] ?? 0) < (this.touched[oldest] ?? 0)) oldest = way;
    }
    const isFull = this.lines[oldest] !== invalid;
    const way = replacement === "random" && isFull ? first + Math.floor(this.random() * ways) : oldest;
    this.lines[way] = line;
    this.touched[way] = this.clock;
    this.misses[array] = (this.misses[array] ?? 0) + 1;
  }

  /** Uniform in [0, 1). Mulberry32, public domain (Tommy Ettinger). */
  private random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
