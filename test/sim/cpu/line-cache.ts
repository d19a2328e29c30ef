import type { Replacement } from "../../../src/hardware/index.ts";
import { randomNumbers } from "./random.ts";

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
  /** Where a line was last found, by its low bits: saves the search. */
  private readonly guesses = new Int32Array(4096);
  private clock = 0;
  private readonly random: () => number;

  constructor(build: CacheBuild, arrays: number) {
    const { capacity, ways, line, seed = 1, isEmpty = false } = build;
    this.build = build;
    this.sets = capacity / (ways * line);
    if (!Number.isInteger(this.sets)) throw new RangeError(`${capacity} bytes are not whole sets of ${ways} x ${line}`);
    this.lines = new Int32Array(this.sets * ways).fill(isEmpty ? invalid : nobody);
    this.touched = new Float64Array(this.sets * ways);
    this.misses = new Array<number>(arrays).fill(0);
    this.random = randomNumbers(seed);
  }

  /** The memory line with number `line`, of array `array`, is read or written; says whether it was there. */
  touch(line: number, array: number): boolean {
    const { ways, replacement } = this.build;
    const first = (line % this.sets) * ways;
    this.clock++;
    const guess = this.guesses[line & 4095] ?? 0;
    if (this.lines[guess] === line) {
      this.touched[guess] = this.clock;
      return true;
    }
    let oldest = first;
    for (let way = first; way < first + ways; way++) {
      if (this.lines[way] === line) {
        this.touched[way] = this.clock;
        this.guesses[line & 4095] = way;
        return true;
      }
      if ((this.touched[way] ?? 0) < (this.touched[oldest] ?? 0)) oldest = way;
    }
    const isFull = this.lines[oldest] !== invalid;
    const way = replacement === "random" && isFull ? first + Math.floor(this.random() * ways) : oldest;
    this.lines[way] = line;
    this.touched[way] = this.clock;
    this.guesses[line & 4095] = way;
    this.misses[array] = (this.misses[array] ?? 0) + 1;
    return false;
  }
}
