import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExternalData } from "../../../src/exchange/index.ts";

const folder = join(import.meta.dirname, "../../oracles/onnx");

/** Files that PyTorch 1.13 wrote (opset 13); their larger tensors are told to lie in `weights.bin`, which is not there. */
export const weightless = ["mobilenet_v1_w0.25", "mobilenet_v2_w0.35", "mobilenet_v3_small", "squeezenet1_1"] as const;

export function readWeightless(name: string): Uint8Array {
  return readFileSync(join(folder, `${name}.onnx`));
}

/** Stands for `weights.bin`: of the right size, all zeros. */
export const zeros: ExternalData = {
  sizeOf: (location) => (location === "weights.bin" ? 2 ** 30 : { reason: "there is no such file" }),
  read: (_location, _offset, length) => new Uint8Array(length),
};
