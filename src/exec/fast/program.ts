import { addConductor, jobParameters, jobWords, stepWords } from "./conductor.ts";
import { type Build, WasmModule } from "./wasm-module.ts";

/** A kernel's place in the table, and its parameters. */
export interface Job {
  readonly kernel: number;
  readonly parameters: readonly number[];
}

/** Data that is put into memory once; it is made when it is put there, so that a plan takes no memory itself. */
export interface Constant {
  readonly address: number;
  readonly make: () => Float32Array | Int32Array;
}

/** What a step of the host does with the memory. */
export type HostStep = (memory: Float32Array) => void;

export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly constants: readonly Constant[];
  readonly hostSteps: readonly HostStep[];
}

const pageBytes = 65_536;
const alignment = 64;
/** Collects the steps of a network, the kernels they need and their constants. */
export class ProgramBuilder {
  readonly #steps: { readonly jobs: readonly Job[]; readonly host: number }[] = [];
  readonly #hostSteps: HostStep[] = [];
  readonly #constants: Constant[] = [];
  readonly #kernels = new Map<unknown, Map<string, number>>();
  readonly #builds: Build[] = [];
  #end: number;

  /** Constants are put from an address on. */
  constructor(address: number) {
    this.#end = address;
  }

  /** The place of the kernel of a shape; equal shapes share their code. */
  kernel<S>(make: (shape: S) => Build, shape: S): number {
    const key = JSON.stringify(shape);
    const ofMaker = this.#kernels.get(make) ?? new Map<string, number>();
    this.#kernels.set(make, ofMaker);
    const place = ofMaker.get(key) ?? this.#builds.push(make(shape));
    ofMaker.set(key, place);
    return place;
  }

  /** The address at which data of a size will stand; the last ones asked for are made last. */
  constant(bytes: number, make: Constant["make"]): number {
    const address = this.#end;
    this.#constants.push({ address, make });
    this.#end = Math.ceil((address + bytes) / alignment) * alignment;
    return address;
  }

  table(data: Int32Array): number {
    return this.constant(data.byteLength, () => data);
  }

  /** Jobs that may run in any order, or at once, behind all steps before. */
  step(jobs: readonly Job[]): void {
    if (jobs.length > 0) this.#steps.push({ jobs, host: -1 });
  }

  hostStep(step: HostStep): void {
    this.#steps.push({ jobs: [], host: this.#hostSteps.length });
    this.#hostSteps.push(step);
  }

  /** Bytes of memory up to here. */
  get bytes(): number {
    return this.#end;
  }

  build(threads: number): Program {
    const steps = this.#steps.flatMap(({ jobs, host }) => {
      const words = jobs.flatMap(({ kernel, parameters }) => [
        kernel,
        ...Array.from({ length: jobParameters }, (_, at) => parameters[at] ?? 0),
      ]);
      if (words.length !== jobs.length * jobWords) throw new RangeError("jobs have eight parameters");
      return [jobs.length, this.table(Int32Array.from(words)), host];
    });
    const address = this.table(Int32Array.from(steps));
    const pages = Math.ceil(this.#end / pageBytes) + 1;
    const module = new WasmModule({ pages, isShared: threads > 1 }, 1, jobParameters);
    for (const build of this.#builds) module.define(jobParameters, build);
    addConductor(module, { address, count: steps.length / stepWords, threads });
    return { bytes: module.encode(), pages, constants: this.#constants, hostSteps: this.#hostSteps };
  }
}
