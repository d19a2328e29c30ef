import type { ProfileLibrary } from "../../src/hardware/index.ts";

const q = (value: string) => `{ value: ${value}, source: "a test", kind: assumed }`;

/** A core, a SoC, a device and a runtime that are right, and devices that extend each other in a circle. */
export const smallLibrary: ProfileLibrary = {
  "cores/small.yaml": `profile: core
name: small
order: ${q("in-order")}
issueWidth: ${q('"2 instructions/cycle"')}
l1Data: ${q('"32 KiB"')}
lineSize: ${q('"64 B"')}
peakMacRate:
  fp32: ${q('"4 MAC/cycle"')}
`,
  "socs/chip.yaml": `profile: soc
name: chip
clusters:
  cpu:
    core: small
    count: ${q('"4 cores"')}
    clock: ${q('"1.5 GHz"')}
    l2: ${q('"512 KiB"')}
    l2Sharing: ${q("cluster")}
dram:
  oneThread: ${q('"4 GB/s"')}
  allThreads: ${q('"6 GB/s"')}
`,
  "devices/board.yaml": "profile: device\nname: board\ntitle: Board\nsoc: chip\n",
  "runtimes/quick.yaml": `profile: runtime
name: quick
title: Quick kernels
vintage: ${q("2020-03")}
layout: ${q("pixels")}
gemm: ${q("indirect")}
winograd: ${q("none")}
direct: ${q("none")}
fuses: ${q('"relu relu6"')}
int8: ${q("none")}
lacks: ${q("none")}
storesSums: ${q("no")}
serial: ${q('"reduce binary"')}
blockCache: ${q("l2")}
dispatch: ${q('"20000 cycles"')}
fork: ${q('"5 us"')}
loops:
  armv8-fp32:
    gemm: ${q('"f32_gemm_6x8_ld128; small: f32_gemm_6x8_ld64_sp"')}
    depthwise3: ${q("f32_dwconv_9p8c")}
`,
  "devices/left.yaml": "profile: device\nname: left\ntitle: Left\nextends: right\n",
  "devices/right.yaml": "profile: device\nname: right\ntitle: Right\nextends: left\n",
};
