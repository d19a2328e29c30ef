import { readdirSync, readFileSync } from "node:fs";
import type { ProfileLibrary } from "../../src/hardware/index.ts";

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
