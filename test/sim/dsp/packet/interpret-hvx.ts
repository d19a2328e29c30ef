import type { PacketInstruction } from "../../../../src/sim/dsp/packet/instruction.ts";

const bytes = 128;

/** Registers and memory of a thread; runs the integer instructions of the loops one after the other. */
export class HvxThread {
  readonly vectors = new Map<number, Uint8Array>();
  readonly general = new Map<number, number>();
  readonly memory: Uint8Array;

  constructor(size: number) {
    this.memory = new Uint8Array(size);
  }

  vector(register: number): DataView {
    let held = this.vectors.get(register);
    if (held === undefined) {
      held = new Uint8Array(bytes);
      this.vectors.set(register, held);
    }
    return new DataView(held.buffer);
  }

  run(body: readonly PacketInstruction[]): void {
    for (const { text } of body) this.step(text);
  }

  private step(text: string): void {
    const load = /^v(\d+)(?:\.tmp|\.cur)? = vmem\((.*)\)$/.exec(text);
    if (load !== null) {
      const from = this.address(load[2] ?? "");
      this.vectors.set(Number(load[1]), this.memory.slice(from, from + bytes));
      return;
    }
    const store = /^vmem\((.*)\) = v(\d+)(?:\.new)?$/.exec(text);
    if (store !== null) {
      this.memory.set(new Uint8Array(this.vector(Number(store[2])).buffer), this.address(store[1] ?? ""));
      return;
    }
    const add = /^r(\d+) = add\(r(\d+),#(-?\d+)\)$/.exec(text);
    if (add !== null) {
      this.general.set(Number(add[1]), (this.general.get(Number(add[2])) ?? 0) + Number(add[3]));
      return;
    }
    const form = operations.find(([pattern]) => pattern.test(text));
    if (form === undefined) throw new Error(`not interpreted: ${text}`);
    const numbers = [...text.matchAll(/(?:\b[vr]|:)(\d+)/g)].map(([, digits]) => Number(digits));
    const [, operation] = form;
    operation(this, numbers, Number(/#(\d+)/.exec(text)?.[1] ?? 0));
  }

  private address(text: string): number {
    const stepped = /^r(\d+)\+\+#(\d+)$/.exec(text);
    const [, register = "", offset = ""] = stepped ?? /^r(\d+)\+#(\d+)$/.exec(text) ?? [];
    const now = this.general.get(Number(register)) ?? 0;
    if (stepped === null) return now + bytes * Number(offset);
    this.general.set(Number(register), now + bytes * Number(offset));
    return now;
  }
}

type Operation = (thread: HvxThread, registers: readonly number[], immediate: number) => void;

/** Result computed whole before it is written, as sources may be the destination. */
function lanes(thread: HvxThread, destination: number, width: 1 | 2 | 4, value: (lane: number) => number): void {
  const made = Array.from({ length: bytes / width }, (_, lane) => value(lane));
  const into = thread.vector(destination);
  for (const [lane, each] of made.entries()) {
    if (width === 1) into.setUint8(lane, each);
    else if (width === 2) into.setInt16(2 * lane, each, true);
    else into.setInt32(4 * lane, each, true);
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

const product: (from: number) => Operation =
  (from) =>
  (thread, [destination = 0, first = 0, second = 0]) => {
    const [sum, pixels, taps] = [thread.vector(destination), thread.vector(first), thread.vector(second)];
    lanes(thread, destination, 4, (lane) => {
      let value = from * sum.getInt32(4 * lane, true);
      for (let at = 4 * lane; at < 4 * lane + 4; at++) value += pixels.getUint8(at) * taps.getInt8(at);
      return value;
    });
  };

const byteWise: (join: (a: number, b: number) => number) => Operation =
  (join) =>
  (thread, [destination = 0, first = 0, second = 0]) => {
    const [a, b] = [thread.vector(first), thread.vector(second)];
    lanes(thread, destination, 1, (lane) => join(a.getUint8(lane), b.getUint8(lane)));
  };

const lookup: (isJoined: boolean) => Operation =
  (isJoined) =>
  (thread, [destination = 0, first = 0, second = 0], part) => {
    const [index, table, before] = [thread.vector(first), thread.vector(second), thread.vector(destination)];
    lanes(thread, destination, 1, (lane) => {
      const wanted = index.getUint8(lane);
      // Tables of 32 entries: even bytes of half a vector, then the odd ones.
      const at = 2 * (wanted % 32) + (part % 2) + 64 * (Math.floor(part / 2) % 2);
      const found = Math.floor(wanted / 32) === part ? table.getUint8(at) : 0;
      return isJoined ? before.getUint8(lane) | found : found;
    });
  };

/** Forms of instructions with what they do, after the HVX manual. */
const operations: readonly (readonly [RegExp, Operation])[] = [
  [/^v\d+\.w = vrmpy/, product(0)],
  [/^v\d+\.w \+= vrmpy/, product(1)],
  [/\.ub = vmax/, byteWise(Math.max)],
  [/\.ub = vmin/, byteWise(Math.min)],
  [/\.b = vlut32/, lookup(false)],
  [/\.b \|= vlut32/, lookup(true)],
  [
    /\.b = vshuff/,
    (thread, [destination = 0, first = 0]) => {
      const from = thread.vector(first);
      lanes(thread, destination, 1, (lane) => from.getUint8(Math.floor(lane / 2) + (lane % 2) * 64));
    },
  ],
  [
    / = valign/,
    (thread, [destination = 0, high = 0, low = 0, amount = 0]) => {
      const [after, before] = [thread.vector(high), thread.vector(low)];
      const by = (thread.general.get(amount) ?? 0) % bytes;
      lanes(thread, destination, 1, (lane) =>
        lane + by < bytes ? before.getUint8(lane + by) : after.getUint8(lane + by - bytes),
      );
    },
  ],
  [
    / = vdeal\(v/,
    (thread, [second = 0, first = 0, high = 0, low = 0, levels = 0]) => {
      const lower = new Uint8Array(thread.vector(low).buffer.slice(0));
      const upper = new Uint8Array(thread.vector(high).buffer.slice(0));
      const chosen = thread.general.get(levels) ?? 0;
      for (let offset = bytes / 2; offset > 0; offset /= 2) {
        if ((chosen & offset) === 0) continue;
        for (let at = 0; at < bytes; at++) {
          if ((at & offset) !== 0) continue;
          const kept = upper[at] ?? 0;
          upper[at] = lower[at + offset] ?? 0;
          lower[at + offset] = kept;
        }
      }
      thread.vectors.set(first, lower);
      thread.vectors.set(second, upper);
    },
  ],
  [
    /\.w = vadd/,
    (thread, [destination = 0, first = 0, second = 0]) => {
      const [a, b] = [thread.vector(first), thread.vector(second)];
      lanes(thread, destination, 4, (lane) => a.getInt32(4 * lane, true) + b.getInt32(4 * lane, true));
    },
  ],
  [
    /\.h = vadd\(.*:sat/,
    (thread, [destination = 0, first = 0, second = 0]) => {
      const [a, b] = [thread.vector(first), thread.vector(second)];
      lanes(thread, destination, 2, (lane) =>
        clamp(a.getInt16(2 * lane, true) + b.getInt16(2 * lane, true), -32768, 32767),
      );
    },
  ],
  [
    /\.w = vmpye/,
    (thread, [destination = 0, first = 0, second = 0]) => {
      const [a, b] = [thread.vector(first), thread.vector(second)];
      lanes(thread, destination, 4, (lane) =>
        Math.floor((a.getInt32(4 * lane, true) * b.getUint16(4 * lane, true)) / 65536),
      );
    },
  ],
  [
    /\.w \+= vmpyo\(.*:<<1:rnd:sat:shift/,
    (thread, [destination = 0, first = 0, second = 0]) => {
      const [sum, a, b] = [thread.vector(destination), thread.vector(first), thread.vector(second)];
      lanes(thread, destination, 4, (lane) => {
        const whole = sum.getInt32(4 * lane, true) + a.getInt32(4 * lane, true) * b.getInt16(4 * lane + 2, true);
        return clamp(Math.floor((Math.floor(whole / 16384) + 1) / 2), -(2 ** 31), 2 ** 31 - 1);
      });
    },
  ],
  [
    /\.h = vpack\(.*:sat/,
    (thread, [destination = 0, high = 0, low = 0]) => {
      const [upper, lower] = [thread.vector(high), thread.vector(low)];
      lanes(thread, destination, 2, (lane) =>
        clamp((lane < 32 ? lower : upper).getInt32(4 * (lane % 32), true), -32768, 32767),
      );
    },
  ],
  [
    /\.ub = vpack\(.*:sat/,
    (thread, [destination = 0, high = 0, low = 0]) => {
      const [upper, lower] = [thread.vector(high), thread.vector(low)];
      lanes(thread, destination, 1, (lane) =>
        clamp((lane < 64 ? lower : upper).getInt16(2 * (lane % 64), true), 0, 255),
      );
    },
  ],
  [
    /^v\d+ = v\d+$/,
    (thread, [destination = 0, first = 0]) => {
      const from = thread.vector(first);
      lanes(thread, destination, 1, (lane) => from.getUint8(lane));
    },
  ],
];
