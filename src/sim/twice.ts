import { multiplyRational, rational } from "../core/rational.ts";
import type { Cluster, DeviceProfile, Quantity } from "../hardware/index.ts";
import type { MemoryLevel } from "./causes.ts";
import { unstatedBandwidth } from "./cpu/machine.ts";

/** A level whose bandwidth is a number of the device: that of the VTCM is one with what the matrix unit does with it. */
export type BandwidthLevel = Exclude<MemoryLevel, "vtcm">;

/** The device with twice the bandwidth from one level of memory, to each core and to all together. */
export function withTwiceTheBandwidth(device: DeviceProfile, level: BandwidthLevel): DeviceProfile {
  switch (level) {
    case "l2":
      return ofClusters(device, ({ l2Bandwidth, l2Together }) => ({
        l2Bandwidth: twice(l2Bandwidth ?? unstatedBandwidth),
        l2Together: l2Together && twice(l2Together),
      }));
    case "l3":
      return { ...device, l3Bandwidth: twice(device.l3Bandwidth ?? unstatedBandwidth) };
    case "dram": {
      const { dsp, dramOneThread, dramAllThreads } = device;
      const whole = { dramOneThread: twice(dramOneThread), dramAllThreads: twice(dramAllThreads) };
      const changed = { ...device, ...whole, dsp: dsp && { ...dsp, dram: twice(dsp.dram) } };
      return ofClusters(changed, (each) => ({
        dramOneThread: each.dramOneThread && twice(each.dramOneThread),
        dramAllThreads: each.dramAllThreads && twice(each.dramAllThreads),
      }));
    }
  }
}

function ofClusters(device: DeviceProfile, change: (cluster: Cluster) => Partial<Cluster>): DeviceProfile {
  return { ...device, clusters: device.clusters.map((each) => ({ ...each, ...change(each) })) };
}

function twice(quantity: Quantity): Quantity {
  return { ...quantity, value: multiplyRational(quantity.value, rational(2n)) };
}
