import { readdirSync, readFileSync } from "node:fs";
import { type ProfileLibrary, resolveDevices } from "../../src/hardware/index.ts";

const folder = new URL("../../hardware-profiles/", import.meta.url);

/** The shipped profiles by path. */
export const shippedProfiles: ProfileLibrary = Object.fromEntries(
  ["cores", "dsps", "socs", "devices", "runtimes", "dsp-runtimes"].flatMap((kind) =>
    readdirSync(new URL(`${kind}/`, folder)).map((name) => [
      `${kind}/${name}`,
      readFileSync(new URL(`${kind}/${name}`, folder), "utf8"),
    ]),
  ),
);

/** Shipped devices with CPU cores, and those with a DSP. */
export function devicesWith(what: "clusters" | "dsp"): readonly string[] {
  const { value = [] } = resolveDevices(shippedProfiles);
  return value
    .filter((each) => (what === "dsp" ? each.dsp !== undefined : each.clusters.length > 0))
    .map(({ name }) => name);
}
