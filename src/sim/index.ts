export type { Roofs } from "./roofline.ts";
export { layerCycles, roofline } from "./roofline.ts";
export type { Bound, LayerTiming, NetworkTiming, TimingModel, TimingOptions } from "./timing.ts";
