import { assign, multiplyAdd } from "./expression.ts";
import { WasmModule } from "./wasm-module.ts";

/** Code that is compiled; threads may share it. */
export interface CompiledCode {
  readonly [Symbol.toStringTag]: "WebAssembly.Module";
}

/** Memory that code works on. */
export interface EngineMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

interface Imports {
  readonly env: { readonly memory: EngineMemory; readonly host: (step: number) => void };
}

/** The functions of a program that are called from outside. */
export interface ProgramExports {
  readonly run: (thread: number) => void;
  readonly work: (thread: number) => void;
  readonly start: () => void;
  readonly halt: () => void;
}

/** The part of the WebAssembly JavaScript interface that Ridge uses. */
interface Engine {
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledCode;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => EngineMemory;
  readonly Instance: new (code: CompiledCode, imports: Imports) => { readonly exports: ProgramExports };
}

/** Whether the engine knows the relaxed multiply-add; asked of a module that has one. */
export function hasRelaxed(): boolean {
  const module = new WasmModule({ pages: 1, isShared: false }, 1);
  module.define(0, (_, locals) => {
    const value = locals.add("v128");
    return assign(value, multiplyAdd("relaxed", value, value, value));
  });
  return engine.validate(module.encode());
}

declare const WebAssembly: Engine;

/** WebAssembly as Node and browsers have it. */
export const engine: Engine = WebAssembly;
