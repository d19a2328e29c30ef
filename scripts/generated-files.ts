import { profileSchema } from "../src/hardware/json-schema.ts";
import { conventionsPage } from "./generate-conventions.ts";
import { archEbnf } from "./generate-ebnf.ts";
import { fidelityPage } from "./generate-fidelity.ts";
import { operatorsPage } from "./generate-operators.ts";
import { ratedCasesFile } from "./generate-rated-cases.ts";
import { archTmLanguage } from "./generate-tm-language.ts";
import { zooPage } from "./generate-zoo.ts";

export interface GeneratedFile {
  /** From the project folder. */
  readonly path: string;
  readonly text: () => string | Promise<string>;
}

/** Every checked-in file that is made from the code. `npm run generate` writes them; a test compares them. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: "grammar/arch.ebnf", text: archEbnf },
  { path: "grammar/arch.tmLanguage.json", text: archTmLanguage },
  { path: "hardware-profiles/schema.json", text: profileSchema },
  { path: "docs/operators.md", text: operatorsPage },
  { path: "docs/zoo.md", text: zooPage },
  { path: "docs/conventions.md", text: conventionsPage },
  { path: "docs/fidelity.md", text: fidelityPage },
  { path: "measurements/cpu.errors.json", text: () => ratedCasesFile("cpu") },
  { path: "measurements/hexagon.errors.json", text: () => ratedCasesFile("hexagon") },
];
