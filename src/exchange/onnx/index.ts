export type { Constant } from "./constant.ts";
export { exportOnnx } from "./export.ts";
export type { ImportedNetwork, OnnxRequest } from "./import.ts";
export { importOnnx, opsets } from "./import.ts";
export type { LayerData } from "./layer-data.ts";
export { layerParameters } from "./layer-parameters.ts";
export type { LayerValues } from "./layer-writer.ts";
export type { ExternalData } from "./tensor.ts";
