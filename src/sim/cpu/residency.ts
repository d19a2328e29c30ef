import { type CacheShape, survival } from "./traffic.ts";

interface Buffer {
  readonly bytes: number;
  readonly isFree: boolean;
}

/**
 * What of a network's tensors is still in the last cache when it is touched again. Tensors live in buffers of a pool: a new one takes
 * the smallest free buffer that holds it, so that lines of a dead tensor serve the next. Weights have buffers of their own.
 */
export class Residency {
  private readonly cache: CacheShape;
  private readonly buffers = new Map<number, Buffer>();
  /** Buffers, the one touched last at the end, with the bytes touched of each. */
  private readonly recent = new Map<number, number>();
  private readonly bufferOf = new Map<string, number>();

  constructor(cache: CacheShape) {
    this.cache = cache;
  }

  /** The part of the tensor's bytes found in the cache; from then on it is the one touched last. */
  touch(tensor: string, bytes: number): number {
    const buffer = this.bufferOf.get(tensor) ?? this.place(tensor, bytes);
    let since = 0;
    let known = false;
    for (const [each, touched] of [...this.recent].reverse()) {
      if (each === buffer) {
        known = true;
        break;
      }
      since += touched;
    }
    this.recent.delete(buffer);
    this.recent.set(buffer, bytes);
    return known ? survival(since, bytes, this.cache) : 0;
  }

  /** The tensor is dead; its buffer serves others. */
  release(tensor: string): void {
    const buffer = this.bufferOf.get(tensor);
    if (buffer === undefined) return;
    this.bufferOf.delete(tensor);
    const { bytes = 0 } = this.buffers.get(buffer) ?? {};
    this.buffers.set(buffer, { bytes, isFree: true });
  }

  private place(tensor: string, bytes: number): number {
    const free = [...this.buffers].filter(([, each]) => each.isFree && each.bytes >= bytes);
    const best = free.reduce<readonly [number, Buffer] | undefined>(
      (least, each) => (least === undefined || each[1].bytes < least[1].bytes ? each : least),
      undefined,
    );
    const buffer = best?.[0] ?? this.buffers.size;
    this.buffers.set(buffer, { bytes: best?.[1].bytes ?? bytes, isFree: false });
    this.bufferOf.set(tensor, buffer);
    return buffer;
  }
}
