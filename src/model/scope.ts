import type { Span } from "../core/source.ts";

export interface Binding<V> {
  readonly value: V;
  /** Where the name was given; absent for the language's own names. */
  readonly span: Span | undefined;
  /** Whether a `let` bound it. */
  readonly letBound: boolean;
  /** Set when the name is read; a `let` tensor that is never read is an error. */
  used: boolean;
}

/** Names of one body and of everything round it. Names bind once per body. */
export class Scope<V> {
  readonly parent: Scope<V> | undefined;
  private readonly names = new Map<string, Binding<V>>();

  constructor(parent?: Scope<V>) {
    this.parent = parent;
  }

  /** Binds a name here; the earlier binding of the same body when there is one. */
  bind(name: string, value: V, span?: Span, letBound = false): Binding<V> | undefined {
    const earlier = this.names.get(name);
    if (earlier !== undefined) return earlier;
    this.names.set(name, { value, span, letBound, used: false });
    return undefined;
  }

  lookup(name: string): Binding<V> | undefined {
    return this.names.get(name) ?? this.parent?.lookup(name);
  }

  /** The names bound in this body alone, in order. */
  own(): IterableIterator<[string, Binding<V>]> {
    return this.names.entries();
  }

  /** Every visible name, innermost first. */
  visible(): string[] {
    return [...this.names.keys(), ...(this.parent?.visible() ?? [])];
  }
}
