import type { Local, Statement, ValueType } from "./expression.ts";
import { unsigned } from "./leb128.ts";

const codeOf: Readonly<Record<ValueType, number>> = { i32: 0x7f, v128: 0x7b };

/** Declares the locals of one function. */
export class Locals {
  readonly #types: ValueType[] = [];
  readonly #parameters: number;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A new local, which starts with 0. */
  add<T extends ValueType>(type: T): Local<T> {
    this.#types.push(type);
    return localAt(type, this.#parameters + this.#types.length - 1);
  }

  /** Several new locals of a type. */
  several<T extends ValueType>(type: T, count: number): readonly Local<T>[] {
    return Array.from({ length: count }, () => this.add(type));
  }

  /** As a function body starts with them. */
  encoded(): readonly number[] {
    return [...unsigned(this.#types.length), ...this.#types.flatMap((type) => [1, codeOf[type]])];
  }
}

function localAt<T extends ValueType>(type: T, index: number): Local<T> {
  return { type, index, code: [0x20, ...unsigned(index)] };
}

/** What a function of words does, given its parameters and a place for its locals. */
export type Build = (parameters: readonly Local<"i32">[], locals: Locals) => Statement;

interface Defined {
  readonly parameters: number;
  readonly body: readonly number[];
}

/** Memory that a module imports as `env.memory`; only shared memory states a maximum. */
export interface MemoryImport {
  readonly pages: number;
  readonly isShared: boolean;
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const functionForm = 0x60;
const functionReference = 0x70;

/**
 * A WebAssembly module whose functions take words and return nothing. It imports the memory `env.memory` and the function `env.host`,
 * which has index 0; defined functions follow from 1, and all stand in the one table at their index.
 * Source: WebAssembly core specification 2.0, section 5.5; threads proposal for shared memory.
 */
export class WasmModule {
  readonly #functions: Defined[] = [];
  readonly #exports = new Map<string, number>();
  readonly #hostParameters: number;
  readonly #calledParameters: number;
  readonly #memory: MemoryImport;

  /** `calledParameters` is the most that functions called through the table take, though no function may be there that does. */
  constructor(memory: MemoryImport, hostParameters: number, calledParameters = 0) {
    this.#memory = memory;
    this.#hostParameters = hostParameters;
    this.#calledParameters = calledParameters;
  }

  /** Adds a function, and gives its index. */
  define(parameters: number, build: Build): number {
    const locals = new Locals(parameters);
    const given = Array.from({ length: parameters }, (_, index) => localAt("i32", index));
    const statement = build(given, locals);
    this.#functions.push({ parameters, body: [...locals.encoded(), ...statement, 0x0b] });
    return this.#functions.length;
  }

  /** Makes a function visible from outside. */
  exportAs(name: string, index: number): void {
    this.#exports.set(name, index);
  }

  /** Types are told apart by their number of parameters, which is also their index. */
  encode(): Uint8Array<ArrayBuffer> {
    const most = Math.max(
      this.#hostParameters,
      this.#calledParameters,
      ...this.#functions.map(({ parameters }) => parameters),
    );
    const types = Array.from({ length: most + 1 }, (_, count) => [
      functionForm,
      ...unsigned(count),
      ...new Array<number>(count).fill(codeOf.i32),
      0,
    ]);
    const { pages, isShared } = this.#memory;
    const limits = isShared ? [0x03, ...unsigned(pages), ...unsigned(pages)] : [0x00, ...unsigned(pages)];
    const imports = [
      [...nameBytes("env"), ...nameBytes("memory"), 0x02, ...limits],
      [...nameBytes("env"), ...nameBytes("host"), 0x00, ...unsigned(this.#hostParameters)],
    ];
    const count = this.#functions.length + 1;
    const places = Array.from({ length: count }, (_, index) => unsigned(index)).flat();
    const exports = [...this.#exports].map(([name, index]) => [...nameBytes(name), 0x00, ...unsigned(index)]);
    return Uint8Array.from([
      ...magicAndVersion,
      ...section(1, types),
      ...section(2, imports),
      ...section(
        3,
        this.#functions.map(({ parameters }) => unsigned(parameters)),
      ),
      ...section(4, [[functionReference, 0x00, ...unsigned(count)]]),
      ...section(7, exports),
      ...section(9, [[0x00, 0x41, 0x00, 0x0b, ...unsigned(count), ...places]]),
      ...section(
        10,
        this.#functions.map(({ body }) => [...unsigned(body.length), ...body]),
      ),
    ]);
  }
}

/** A section is a list of entries. */
function section(id: number, entries: readonly (readonly number[])[]): readonly number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function nameBytes(name: string): readonly number[] {
  const bytes = new TextEncoder().encode(name);
  return [...unsigned(bytes.length), ...bytes];
}
