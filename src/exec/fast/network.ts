import type { ExecutableGraph } from "../concrete.ts";
import type { Tensor } from "../tensor.ts";
import type { WeightSource } from "../weights.ts";
import { type CompiledCode, type EngineMemory, engine, type ProgramExports } from "./engine.ts";
import { type FastPlan, type PlanOptions, planNetwork } from "./plan.ts";
import { readSlot, writeSlot } from "./slot.ts";

/** What a thread needs: it makes an instance of the code over the memory, with a `host` that does nothing, and calls `work(thread)`. */
export interface ThreadWork {
  readonly code: CompiledCode;
  readonly memory: EngineMemory;
  readonly thread: number;
}

/** Starts a thread on its work, and gives what ends it. */
export type StartThread = (work: ThreadWork) => () => void;

export interface FastOptions {
  readonly weights: WeightSource;
  /** Layers that hand their first input on, because they are folded into the layer before them. */
  readonly folded?: ReadonlySet<number>;
  /** Threads beside the one that calls, and how to start one. */
  readonly helpers?: { readonly count: number; readonly start: StartThread };
}

/**
 * A network in WebAssembly, with the reference's fp32 results bit for bit: each sum has the same order, and every product and every
 * sum is rounded by itself. Only the bits of NaN may differ.
 *
 * `run` may be called many times. `close` ends the helping threads; without any it does nothing.
 */
export class FastNetwork {
  /** Layers without a kernel in WebAssembly, which run as the reference does. */
  readonly hostLayers: readonly string[];
  readonly #plan: FastPlan;
  readonly #memory: Float32Array;
  readonly #exports: ProgramExports;
  readonly #stops: readonly (() => void)[];

  constructor(executable: ExecutableGraph, { weights, folded, helpers }: FastOptions) {
    const threads = 1 + (helpers?.count ?? 0);
    const options: PlanOptions = { weights, threads, folded: folded ?? new Set() };
    this.#plan = planNetwork(executable, options);
    this.hostLayers = this.#plan.hostLayers;
    const { bytes, pages, constants, hostSteps } = this.#plan.program;
    const limits = threads > 1 ? { initial: pages, maximum: pages, shared: true } : { initial: pages };
    const memory = new engine.Memory(limits);
    this.#memory = new Float32Array(memory.buffer);
    for (const { address, data } of constants) {
      const target = new Uint8Array(memory.buffer, address, data.byteLength);
      target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    const code = new engine.Module(bytes);
    const host = (step: number): void => hostSteps[step]?.(this.#memory);
    this.#exports = new engine.Instance(code, { env: { memory, host } }).exports;
    this.#stops = Array.from({ length: threads - 1 }, (_, at) =>
      helpers?.start({ code, memory, thread: at + 1 }),
    ).flatMap((stop) => stop ?? []);
  }

  /** Runs the network once. The inputs have the shapes that the graph states. */
  run(inputs: readonly Tensor[]): readonly Tensor[] {
    for (const [at, { address, shape }] of this.#plan.inputs.entries()) {
      const input = inputs[at];
      if (input === undefined) throw new RangeError(`input ${at} is missing`);
      writeSlot(this.#memory, address, { ...shape, data: input.data });
    }
    this.runKernels();
    return this.#plan.outputs.map(({ address, shape }) => readSlot(this.#memory, address, shape));
  }

  /** Runs the network on the inputs that it has; results stay in its memory. */
  runKernels(): void {
    if (this.#stops.length > 0) this.#exports.start();
    this.#exports.run(0);
  }

  close(): void {
    if (this.#stops.length > 0) this.#exports.halt();
    for (const stop of this.#stops) stop();
  }
}
