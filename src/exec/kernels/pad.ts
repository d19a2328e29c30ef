import { marginsOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { paddedImage } from "../window.ts";

/** Zeros round an image. */
export const pad: Kernel = {
  run: (task) => outputsOnly(paddedImage(inputOf(task), marginsOf(task.attributes, "p"))),
};
