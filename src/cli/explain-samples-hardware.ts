import type { MessageCode } from "../core/messages/index.ts";
import { type ExplainSample, said } from "./explain-sample.ts";

/** A line in the profile of a device. */
const device = (text: string): ExplainSample => ({
  kind: "profile",
  text: `profile: device\nname: mine\ntitle: Mine\nextends: pixel-2\n${text}`,
});
const profile = (text: string): ExplainSample => ({ kind: "profile", text });

const hardware: Partial<Record<MessageCode, ExplainSample>> = {
  "hardware/unknown": profile("profile: device\nname: mine\ntitle: Mine\nextends: pixel-9\n"),
  "hardware/yaml": profile("- a\n- list\n"),
  "hardware/too-large": said("hardware/too-large", { found: "300,000 bytes", limit: 262_144 }),
  "hardware/too-deep": said("hardware/too-deep", { depth: 12, column: 30 }),
  "hardware/not-plain": profile("profile: !!str device\nname: mine\n"),
  "hardware/duplicate-field": device("title: Again\n"),
  "hardware/missing-field": profile("profile: device\nname: mine\n"),
  "hardware/unknown-field": device("dramm:\n  oneThread: 1\n"),
  "hardware/type": device("l3: 2 MiB\n"),
  "hardware/text": device('l3: { value: "2 MiB", source: "", kind: measured }\n'),
  "hardware/word": device('l3: { value: "2 MiB", source: "lscpu", kind: mesured }\n'),
  "hardware/quantity": device('l3: { value: "-2 MiB", source: "lscpu", kind: measured }\n'),
  "hardware/unit": device('dram:\n  oneThread: { value: "12 GB", source: "tinymembench", kind: measured }\n'),
  "hardware/absurd": device('l3: { value: "10 TB", source: "lscpu", kind: measured }\n'),
  "hardware/unusual": device('l3: { value: "1 GiB", source: "lscpu", kind: measured }\n'),
  "hardware/too-many-errors": said("hardware/too-many-errors", { count: 5 }),
  "hardware/extends-cycle": said("hardware/extends-cycle", { chain: "left -> right -> left" }),
  "hardware/misplaced": said("hardware/misplaced", { wanted: "a device", found: "a soc" }),
  "hardware/dtype": said("hardware/dtype", { core: "cortex-a53", dtype: "fp16", known: "fp32, int8" }),
  "hardware/notation": said("hardware/notation", {
    field: "pipeline.timing.fma",
    found: "ten cycles",
    example: "10 cycles, 4 accumulating, w|x",
  }),
  "hardware/contexts": said("hardware/contexts", { path: "packets", contexts: "8 threads", threads: "6 threads" }),
  "hardware/file": said("hardware/file", { path: "./base.yaml", reason: "there is no such file" }),
  "hardware/pipe": said("hardware/pipe", { field: "pipeline.timing.fma", pipe: "z", nearest: [], known: "w, x" }),
  "hardware/ports": said("hardware/ports", { field: "pipeline.timing.fma", count: 3 }),
  "hardware/isa": said("hardware/isa", { core: "arm1176", isa: "armv8", known: ["armv6"] }),
  "hardware/threads": said("hardware/threads", {
    device: "pixel-2",
    core: "cortex-a73",
    cores: 4,
    threads: 99,
    others: [],
  }),
  "hardware/setting": said("hardware/setting", { key: "dram", example: "500GB/s" }),
  "hardware/unknown-setting": said("hardware/unknown-setting", {
    key: "drm",
    nearest: ["dram"],
    known: "clock, dram",
  }),
  "hardware/loop": said("hardware/loop", { loop: "f32_gemm_6x8", role: undefined, nearest: ["f32_gemm_8x12"] }),
  "hardware/no-pipeline": said("hardware/no-pipeline", { core: "my-core" }),
  "runtime/none": said("runtime/none", { core: "arm1176", dtype: "fp16", isas: ["armv6"] }),
  "runtime/no-loops": said("runtime/no-loops", {
    runtime: "xnnpack-2020",
    dtype: "int8",
    isas: ["armv8"],
    known: ["armv8-fp32"],
  }),
  "runtime/no-kernel": said("runtime/no-kernel", {
    runtime: "xnnpack-2020",
    core: "cortex-a73",
    dtype: "armv8 fp32",
    layer: "blocks.1.attention",
    operator: "attention",
    roles: [],
    fallback: false,
  }),
  "hardware/free-symbols": said("hardware/free-symbols", { symbols: "`alpha`" }),
  "hardware/half": said("hardware/half", { core: "hexagon-v75" }),
  "runtime/other-core": said("runtime/other-core", { runtime: "ncnn", core: "hexagon-v75", known: "qnn, tflite-qnn" }),
};

const measurements: Partial<Record<MessageCode, ExplainSample>> = {
  "csv/empty": said("csv/empty", { file: "mine.csv", what: "no row below its header" }),
  "csv/quote": said("csv/quote", { problem: "is not closed" }),
  "csv/separator": said("csv/separator", { found: ";" }),
  "csv/duplicate-column": said("csv/duplicate-column", { column: "args" }),
  "csv/cells": said("csv/cells", { found: 7, wanted: 8, missing: ["latency_ms"] }),
  "csv/too-long": said("csv/too-long", { limit: 100_000 }),
  "csv/too-many-errors": said("csv/too-many-errors", { count: 5 }),
  "measurement/column": said("measurement/column", {
    column: "latency_ms",
    holds: "the measured latency in ms",
    others: ["latency"],
    near: "latency",
  }),
  "measurement/value": said("measurement/value", {
    column: "latency_ms",
    wanted: "a number of ms above 0",
    found: "-3",
  }),
  "validate/error": said("validate/error", { found: "12.31 %", limit: "10 %" }),
  "validate/nothing-predicted": said("validate/nothing-predicted", { rows: 12 }),
};

const fits: Partial<Record<MessageCode, ExplainSample>> = {
  "fit/nothing-to-fit": said("fit/nothing-to-fit", {
    what: "the device `pixel-2`",
    why: "it has no DSP",
    devices: ["qcs8550"],
    dsps: ["hexagon"],
  }),
  "fit/no-rows": said("fit/no-rows", {
    file: "mine.csv",
    of: "the device `qcs8550`",
    nearest: [],
    known: ["pixel-2"],
  }),
  "fit/network": said("fit/network", {
    network: "resnet5",
    of: "`qcs8550`",
    nearest: ["resnet50"],
    known: ["mobilenet_v2", "resnet50"],
  }),
  "fit/incomplete": said("fit/incomplete", { profile: "hexagon", file: "mine.csv", networks: ["resnet50", "vgg16"] }),
  "fit/too-few-rows": said("fit/too-few-rows", { rows: 2, constants: 3 }),
  "fit/few-rows": said("fit/few-rows", { rows: 4, constants: 3 }),
  "fit/uncertain": said("fit/uncertain", { constant: "floatEdges of qcs8550", percent: "73" }),
  "fit/left-out": said("fit/left-out", { rows: 2, reason: "there is no shipped network `yolov9`" }),
  "fit/no-profile": said("fit/no-profile", { profile: "hexagon" }),
};

/** Samples of what is said of profiles, of measurements and of fits. */
export const hardwareSamples: Partial<Record<MessageCode, ExplainSample>> = {
  ...hardware,
  ...measurements,
  ...fits,
};
