import type { Expression } from "../../grammar/index.ts";
import { type Condition, decide } from "../symbolic/index.ts";
import { reportUndecided } from "./conditional.ts";
import type { Machine } from "./machine.ts";

/** A condition as true or false; undefined after reporting that free symbols leave it open. */
export function conditionFlag(machine: Machine, condition: Condition, site: Expression): boolean | undefined {
  const known = decide(condition, machine.facts);
  if (known === undefined) reportUndecided(machine, condition, site);
  return known;
}
