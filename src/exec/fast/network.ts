import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { ExecutableGraph } from "../concrete.ts";
import type { Tensor } from "../tensor.ts";
import type { WeightSource } from "../weights.ts";
import { type CompiledCode, type EngineMemory, engine, hasRelaxed, type ProgramExports } from "./engine.ts";
import { type FastPlan, type Port, planNetwork } from "./plan.ts";
import type { Constant, HostStep } from "./program.ts";
import { readSlot, writeSlot } from "./slot.ts";

/** What a thread needs: it makes an instance of the code over the memory, with a `host` that does nothing, and calls `work(thread)`. */
export interface ThreadWork {
  readonly code: CompiledCode;
  readonly memory: EngineMemory;
  readonly thread: number;
}

/** A thread at work. */
export interface Helper {
  /** Waits until it has returned from its work. */
  readonly ended: () => Promise<void>;
  /** Ends it wherever it is. */
  readonly terminate: () => Promise<void>;
}

/** Starts a thread on its work; there is one when the promise is kept, and an error that says why there is none. */
export type StartHelper = (work: ThreadWork) => Promise<Helper>;

export interface FastOptions {
  readonly weights: WeightSource;
  /** Layers that hand their first input on, because they are folded into the layer before them. */
  readonly folded?: ReadonlySet<number>;
  /** Whether a product and its sum may be rounded once instead of twice. */
  readonly isRelaxed?: boolean;
  /** Threads beside the one that calls, and how to start one. */
  readonly helpers?: { readonly count: number; readonly start: StartHelper };
}

/**
 * A network in WebAssembly, with the reference's fp32 results bit for bit unless it is relaxed: each sum has the same order, and every
 * product and every sum is rounded by itself. Only the bits of NaN may differ.
 *
 * `run` may be called many times. `close` ends the helping threads, and must be called where there are any.
 */
export class FastNetwork {
  /** Layers without a kernel in WebAssembly, which run as the reference does. */
  readonly hostLayers: readonly string[];
  readonly #inputs: readonly Port[];
  readonly #outputs: readonly Port[];
  readonly #memory: Float32Array;
  readonly #exports: ProgramExports;
  readonly #helpers: readonly Helper[];
  #isBroken = false;

  private constructor(plan: FastPlan, memory: EngineMemory, exports: ProgramExports, helpers: readonly Helper[]) {
    this.hostLayers = plan.hostLayers;
    this.#inputs = plan.inputs;
    this.#outputs = plan.outputs;
    this.#memory = new Float32Array(memory.buffer);
    this.#exports = exports;
    this.#helpers = helpers;
  }

  /**
   * Plans and compiles a network, and starts its threads.
   * Errors: run/fast-memory, run/no-relaxed, run/threads.
   */
  static async open(executable: ExecutableGraph, options: FastOptions): Promise<PhaseResult<FastNetwork>> {
    const { weights, folded = new Set(), isRelaxed = false, helpers = { count: 0, start: noHelper } } = options;
    if (isRelaxed && !hasRelaxed()) {
      return { value: undefined, diagnostics: [diagnostic("run/no-relaxed", {}, undefined)] };
    }
    const threads = 1 + helpers.count;
    const planned = planNetwork(executable, { weights, threads, folded, how: isRelaxed ? "relaxed" : "exact" });
    if (planned.value === undefined) return { value: undefined, diagnostics: planned.diagnostics };
    const plan = planned.value;
    const { bytes, pages, constants, hostSteps } = plan.program;
    const memory = memoryOf(pages, threads);
    if (memory === undefined) {
      const args = { bytes: pages * pageBytes };
      return { value: undefined, diagnostics: [diagnostic("run/no-memory", args, undefined)] };
    }
    for (const constant of constants) put(constant, memory);
    const code = new engine.Module(bytes);
    const exports = instanceOf(code, memory, hostSteps);
    const started: Helper[] = [];
    try {
      for (let thread = 1; thread < threads; thread++) started.push(await helpers.start({ code, memory, thread }));
    } catch (fault) {
      await Promise.all(started.map((each) => each.terminate()));
      const reason = fault instanceof Error ? fault.message : String(fault);
      return { value: undefined, diagnostics: [diagnostic("run/threads", { reason }, undefined)] };
    }
    return { value: new FastNetwork(plan, memory, exports, started), diagnostics: [] };
  }

  /**
   * Runs the network once. The inputs have the shapes that the graph states.
   * Errors: throws ExecutionStopped where values cannot be used (ids out of range); the network cannot run again then.
   */
  run(inputs: readonly Tensor[]): readonly Tensor[] {
    if (this.#isBroken) throw new RangeError("a network that has stopped cannot run again");
    for (const [at, { address, shape }] of this.#inputs.entries()) {
      const input = inputs[at];
      if (input === undefined) throw new RangeError(`input ${at} is missing`);
      writeSlot(this.#memory, address, { ...shape, data: input.data });
    }
    try {
      if (this.#helpers.length > 0) this.#exports.start();
      this.#exports.run(0);
    } catch (fault) {
      this.#isBroken = true;
      throw fault;
    }
    return this.#outputs.map(({ address, shape }) => readSlot(this.#memory, address, shape));
  }

  /** Ends the threads; those of a network that has stopped wait for a step that will not come. */
  async close(): Promise<void> {
    if (!this.#isBroken && this.#helpers.length > 0) this.#exports.halt();
    await Promise.all(this.#helpers.map((each) => (this.#isBroken ? each.terminate() : each.ended())));
  }
}

const pageBytes = 65_536;

function noHelper(): Promise<Helper> {
  throw new RangeError("no threads");
}

/** The memory of a program, or nothing where the system has not so much. */
function memoryOf(pages: number, threads: number): EngineMemory | undefined {
  try {
    return new engine.Memory(
      threads > 1 ? { initial: pages, maximum: pages, shared: true } : { initial: pages, maximum: pages },
    );
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

function put({ address, make }: Constant, { buffer }: EngineMemory): void {
  const { buffer: from, byteOffset, byteLength } = make();
  new Uint8Array(buffer, address, byteLength).set(new Uint8Array(from, byteOffset, byteLength));
}

function instanceOf(code: CompiledCode, memory: EngineMemory, hostSteps: readonly HostStep[]): ProgramExports {
  const floats = new Float32Array(memory.buffer);
  const host = (step: number): void => hostSteps[step]?.(floats);
  return new engine.Instance(code, { env: { memory, host } }).exports;
}
