/** Filled in at build time by `scripts/shipped.mjs` with the texts that Ridge brings along. */
declare module "ridge:shipped" {
  export const version: string;
  /** `mobile.arch` -> text. */
  export const standardTexts: Readonly<Record<string, string>>;
  /** `mobilenet_v2/network.arch` -> text. */
  export const zooTexts: Readonly<Record<string, string>>;
  /** The content of `zoo/index.json`. */
  export const zooIndex: unknown;
  /** `devices/pixel-2.yaml` -> text. */
  export const hardwareTexts: Readonly<Record<string, string>>;
  /** The content of `measurements/cpu.errors.json`, then that of `measurements/hexagon.errors.json`. */
  export const ratedCases: readonly {
    readonly runtime: string;
    readonly dtype: string;
    readonly issue: "in-order" | "out-of-order" | "packets";
    readonly network: "separable" | "dense";
    readonly macs: number;
    readonly bytes: number;
    readonly pixels: number;
    readonly macsPerSecond: number;
    readonly bytesPerSecond: number;
    readonly kinds: Readonly<Partial<Record<"pointwise" | "depthwise" | "standard" | "linear" | "attention", number>>>;
    readonly device: string;
    readonly name: string;
    readonly errorPct: number;
  }[];
}
