import type { PhaseResult } from "../../core/diagnostic.ts";
import { OnnxFault } from "./fault.ts";
import type { LayerData } from "./layer-data.ts";

/**
 * The learned tensors and the constants of an imported layer by role, row-major; they are read from the file, or folded, only now.
 * Errors: those of data that turns out to contradict itself, such as an index outside of its table.
 */
export function layerParameters({ tensors, numbers }: LayerData): PhaseResult<ReadonlyMap<string, Float32Array>> {
  try {
    const constants = [...numbers].map(([name, value]): [string, Float32Array] => [name, Float32Array.of(value)]);
    const learned = [...tensors].map(([name, { values }]): [string, Float32Array] => {
      const found = values();
      return [name, found instanceof Float32Array ? found : Float32Array.from(found)];
    });
    return { value: new Map([...constants, ...learned]), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof OnnxFault)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}
