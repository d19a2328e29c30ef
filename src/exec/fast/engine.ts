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

declare const WebAssembly: Engine;

/** WebAssembly as Node and browsers have it. */
export const engine: Engine = WebAssembly;
