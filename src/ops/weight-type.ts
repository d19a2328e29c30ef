import type { AttributeSpec } from "./operator.ts";

/** `w=int4`: how the weights are stored, when it is not the run's data type. */
export const weightTypeAttribute: AttributeSpec = {
  name: "w",
  type: "word",
  default: "",
  words: ["fp32", "fp16", "int8", "int4"],
  doc: "storage type of the weights; the run's data type unless given",
};
