import type { Source } from "../core/source.ts";
import type { Spelling } from "../cost/index.ts";
import type { TimingService } from "./timing-service.ts";

/** What an import source stands for. */
export type LoadResult =
  | { readonly kind: "module"; readonly source: Source }
  /** A shipped network: a net of a file with some parameters fixed (expression texts). */
  | {
      readonly kind: "network";
      readonly source: Source;
      readonly net?: string;
      readonly bind: Readonly<Record<string, string>>;
      /** How its reference model is written, for counting conventions that depend on it. */
      readonly spelling?: Spelling;
      readonly name?: string;
    }
  | { readonly kind: "device"; readonly name: string }
  | { readonly kind: "fault"; readonly detail: string; readonly known?: readonly string[] };

/** Finds texts by the names that imports use. Pure for the model: the command line reads files, tests hand in texts. */
export interface ModuleLoader {
  load(from: string, importer: Source | undefined): LoadResult;
  /** Times networks on devices; without it `latency` and `energy` have no value. */
  readonly timing?: TimingService | undefined;
}
