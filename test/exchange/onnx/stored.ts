import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const folder = join(import.meta.dirname, "../../oracles/onnx");

/** Networks of torchvision, timm and others as PyTorch's two exporters write them, tensors of more than 256 floats left out; and their counts. */
export const structures = JSON.parse(readFileSync(join(folder, "structures/counts.json"), "utf8")) as Readonly<
  Record<string, { readonly macs: number; readonly params: number; readonly learned: number }>
>;

/** Small networks with weights, and what PyTorch or onnxruntime made of x[k] = sin(0.01 k): at most 64 values. */
export const recorded = JSON.parse(readFileSync(join(folder, "recorded/recorded.json"), "utf8")) as Readonly<
  Record<
    string,
    {
      readonly macs: number;
      readonly params: number;
      readonly shape: readonly number[];
      readonly output: readonly number[];
    }
  >
>;

export function readStored(kind: "structures" | "recorded", name: string): Uint8Array {
  return gunzipSync(readFileSync(join(folder, kind, `${name}.onnx.gz`)));
}

/** Names of all stored files of a kind. */
export function storedNames(kind: "structures" | "recorded"): readonly string[] {
  return readdirSync(join(folder, kind)).flatMap((each) => (each.endsWith(".onnx.gz") ? [each.slice(0, -8)] : []));
}
