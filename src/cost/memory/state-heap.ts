import type { State } from "./state-space.ts";

/** A binary heap of sets: the smallest peak first, of equal ones the fullest, then the latest found. */
export class StateHeap {
  private readonly items: HeapItem[] = [];
  private pushed = 0;

  push(state: State): void {
    const item = { state, age: this.pushed++ };
    let at = this.items.length;
    this.items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.items[parent];
      if (above === undefined || !isBefore(item, above)) break;
      this.items[at] = above;
      at = parent;
    }
    this.items[at] = item;
  }

  pop(): State | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (first === undefined || last === undefined || this.items.length === 0) return first?.state;
    let at = 0;
    for (;;) {
      const [left, right] = [this.items[2 * at + 1], this.items[2 * at + 2]];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      this.items[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    this.items[at] = last;
    return first.state;
  }
}

interface HeapItem {
  readonly state: State;
  readonly age: number;
}

function isBefore(a: HeapItem, b: HeapItem): boolean {
  if (a.state.peak !== b.state.peak) return a.state.peak < b.state.peak;
  return a.state.count === b.state.count ? a.age > b.age : a.state.count > b.state.count;
}
