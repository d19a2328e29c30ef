import type { TensorId } from "../../graph/index.ts";
import { type CacheShape, survival } from "./traffic.ts";

interface Buffer {
  readonly bytes: number;
  isFree: boolean;
}

/**
 * What of a network's tensors is still in the last cache when it is touched again. Tensors live in buffers of a pool: a new one takes
 * the smallest free buffer that holds it, so that lines of a dead tensor serve the next. Weights have buffers of their own.
 */
export class Residency {
  private readonly cache: CacheShape;
  private readonly buffers: Buffer[] = [];
  /** Buffers, the one touched last at the end, and the bytes that were touched of each. */
  private readonly recent: number[] = [];
  private readonly touched: number[] = [];
  private readonly bufferOf = new Map<TensorId | string, number>();

  constructor(cache: CacheShape) {
    this.cache = cache;
  }

  /** The part of the tensor's bytes found in the cache; from then on it is the one touched last. */
  touch(tensor: TensorId | string, bytes: number): number {
    const buffer = this.bufferOf.get(tensor) ?? this.place(tensor, bytes);
    const recent = this.recent;
    const touched = this.touched;
    let since = 0;
    let at = recent.length - 1;
    for (; at >= 0 && recent[at] !== buffer; at--) since += touched[at] ?? 0;
    if (at >= 0) {
      recent.splice(at, 1);
      touched.splice(at, 1);
    }
    recent.push(buffer);
    touched.push(bytes);
    return at < 0 ? 0 : survival(since, bytes, this.cache);
  }

  /** The tensor is dead; its buffer serves others. */
  release(tensor: TensorId | string): void {
    const buffer = this.bufferOf.get(tensor);
    const released = buffer === undefined ? undefined : this.buffers[buffer];
    if (released === undefined) return;
    released.isFree = true;
    this.bufferOf.delete(tensor);
  }

  private place(tensor: TensorId | string, bytes: number): number {
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.buffers.length; at++) {
      const each = this.buffers[at];
      if (each?.isFree !== true || each.bytes < bytes || each.bytes >= least) continue;
      best = at;
      least = each.bytes;
    }
    const buffer = best ?? this.buffers.length;
    const taken = this.buffers[buffer];
    if (taken === undefined) this.buffers.push({ bytes, isFree: false });
    else taken.isFree = false;
    this.bufferOf.set(tensor, buffer);
    return buffer;
  }
}
