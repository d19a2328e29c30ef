import type { Instruction } from "../instruction.ts";
import { accumulate, vector } from "./assembly.ts";

/** `destination = first operation second`, on all lanes or with one element of the second. */
type Operation = (destination: number, first: number, second: number, lane?: string) => Instruction;

/** Arithmetic on 128-bit registers of floats of one size. */
export interface Floats {
  readonly name: "fp32" | "fp16";
  readonly shape: "4s" | "8h";
  /** Values in a register. */
  readonly width: 4 | 8;
  readonly add: Operation;
  readonly subtract: Operation;
  readonly multiply: Operation;
  /** The sum in the destination plus, or less, the product. */
  readonly multiplyAdd: Operation;
  readonly multiplySubtract: Operation;
  readonly larger: Operation;
  readonly smaller: Operation;
}

function floatsOf(name: Floats["name"], shape: Floats["shape"], width: Floats["width"]): Floats {
  const fused = name === "fp32" ? "fpMla" : "fp16Mla";
  const shapes = [shape, shape] as const;
  return {
    name,
    shape,
    width,
    add: (to, first, second, lane) => vector("fadd", "fpAdd", shapes, [to, first, second], lane),
    subtract: (to, first, second, lane) => vector("fsub", "fpAdd", shapes, [to, first, second], lane),
    multiply: (to, first, second, lane) => vector("fmul", "fpMul", shapes, [to, first, second], lane),
    multiplyAdd: (to, first, second, lane) => accumulate("fmla", fused, shapes, [to, first, second], lane),
    multiplySubtract: (to, first, second, lane) => accumulate("fmls", fused, shapes, [to, first, second], lane),
    larger: (to, first, second, lane) => vector("fmax", "fpMinMax", shapes, [to, first, second], lane),
    smaller: (to, first, second, lane) => vector("fmin", "fpMinMax", shapes, [to, first, second], lane),
  };
}

export const floats: Readonly<Record<Floats["name"], Floats>> = {
  fp32: floatsOf("fp32", "4s", 4),
  fp16: floatsOf("fp16", "8h", 8),
};
