import { resolveDevice, withSettings } from "../../../src/hardware/index.ts";
import { type NetworkTiming, roofline } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { costed, elaborateZoo } from "../../model/elaborate-text.ts";

/** The roofline's timing of a network on pixel-2 with a DRAM of 5 B/cycle (11.8 GB/s at 2.36 GHz) and further roofs, and its n-th layer slowed down n % 7 times a half. */
export function deepTiming(network: string): NetworkTiming {
  const device = resolveDevice("pixel-2", shippedProfiles).value;
  const [cluster] = device?.clusters ?? [];
  if (device === undefined || cluster === undefined) throw new Error("no device");
  const set = withSettings(device, cluster, [{ name: "--set", text: "dram=11.8GB/s" }]).value;
  const timing = set && roofline.time(costed(elaborateZoo(network)), set, undefined, {}).value;
  if (timing === undefined) throw new Error("no timing");
  const layers = timing.layers.map((each, at) => {
    const cycles = each.cycles * (1 + (at % 7) / 2);
    return { ...each, cycles, overheadCycles: cycles - each.cycles };
  });
  const [[dtype, rate] = ["fp32", 8]] = timing.ceilings.macRate;
  return {
    ...timing,
    layers,
    cycles: layers.reduce((sum, each) => sum + each.cycles, 0),
    ceilings: {
      macRate: new Map([
        [dtype, rate],
        ["int8", 4 * rate],
      ]),
      bandwidth: new Map([["l1", 16], ["l2", 8], ...timing.ceilings.bandwidth]),
    },
  };
}
