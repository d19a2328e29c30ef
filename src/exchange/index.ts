export * from "./numpy/index.ts";
