import { readdirSync, readFileSync } from "node:fs";
import type { Source } from "../../src/core/index.ts";

const folder = new URL("../cases/arch/", import.meta.url);

/** The ten listings that the language was designed on. */
export const samples: readonly Source[] = readdirSync(folder)
  .filter((name) => name.endsWith(".arch"))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
