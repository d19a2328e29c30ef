export * from "./arch/index.ts";
export * from "./numpy/index.ts";
export * from "./onnx/index.ts";
