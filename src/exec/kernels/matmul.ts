import { flagOf } from "../attributes.ts";
import { inputOf, type Kernel } from "../kernel.ts";
import { tokenDims, tokensOf } from "../tensor.ts";
import { addProduct } from "./product.ts";

/**
 * [P, L, K] x [P, K, M] set by set, a single set against each of many; with `transpose` the argument is [P, M, K].
 * Source: ONNX operator MatMul.
 */
export const matmul: Kernel = {
  run(task) {
    const [left, right] = [inputOf(task), inputOf(task, 1)];
    const [leftSets, rows, summed] = tokenDims(left);
    const [rightSets, second, third] = tokenDims(right);
    const isTransposed = flagOf(task.attributes, "transpose");
    const columns = isTransposed ? second : third;
    const sets = Math.max(leftSets, rightSets);
    const sums = task.precision.sums(sets * rows * columns);
    let multiplications = 0;
    for (let set = 0; set < sets; set++) {
      multiplications += addProduct(
        { sums, at: set * rows * columns, pitch: columns },
        { data: left.data, at: (leftSets === 1 ? 0 : set) * rows * summed, row: summed },
        {
          data: right.data,
          at: (rightSets === 1 ? 0 : set) * second * third,
          row: isTransposed ? 1 : third,
          column: isTransposed ? third : 1,
        },
        { rows, summed, columns },
        task.precision,
      );
    }
    return { outputs: [tokensOf(sets, rows, columns, task.precision.store(sums))], multiplications };
  },
};
