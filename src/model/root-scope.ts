import { operators } from "../ops/index.ts";
import { builtinNames } from "./builtins.ts";
import { Scope } from "./scope.ts";
import { noArguments, type Value } from "./value.ts";

/** Words that operators take and that blocks pass on: `pad=same`, `w=int4`. */
const words = ["same", "tf", "fp32", "fp16", "int8", "int4", "nearest", "bilinear"] as const;

/** The names that every text sees: operators, functions, words. A declaration of the text may hide them. */
export function rootScope(): Scope<Value> {
  const scope = new Scope<Value>();
  for (const operator of operators.values()) {
    scope.bind(operator.name, { kind: "block", form: "operator", operator, bound: noArguments, site: undefined });
  }
  for (const name of builtinNames) scope.bind(name, { kind: "builtin", name });
  for (const text of words) scope.bind(text, { kind: "string", text });
  return scope;
}
