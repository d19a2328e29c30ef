import type { Argument, CallExpression } from "../../grammar/index.ts";
import { nearestNames } from "../core/suggest.ts";
import { type DataType, dataTypes, type NetworkCost } from "../cost/index.ts";
import { asConstant, constant } from "../symbolic/index.ts";
import type { Frame, Machine } from "./machine.ts";
import { wordOf } from "./measure-options.ts";
import type { TimedRun } from "./timing-service.ts";
import { errorValue, numberValue, typeName, type Value } from "./value.ts";

export type TimeMeasure = "latency" | "energy";

/** `latency(net, device)`: the measures that need a device. */
export function isTimeMeasure(name: string): name is TimeMeasure {
  return name === "latency" || name === "energy";
}

interface TimeOptions extends TimedRun {
  readonly dtype: DataType;
  readonly given: ReadonlyMap<OptionName, Argument>;
}

const optionNames = ["on", "core", "runtime", "threads", "dtype"] as const;

type OptionName = (typeof optionNames)[number];

/**
 * `latency(mobilenet_v2, on="pixel-2", threads=4)`: seconds, exact, of what `costed` counts at the data type; `energy`: joules. The device
 * may stand second without its name, as one that `import x from "hw:pixel-2"` binds.
 */
export function measureTime(
  machine: Machine,
  frame: Frame,
  name: TimeMeasure,
  call: CallExpression,
  costed: (dtype: DataType) => NetworkCost | undefined,
): Value {
  const { timing } = machine;
  if (timing === undefined) {
    machine.report("measure/unavailable", { measure: name }, call.callee.span);
    return errorValue;
  }
  const options = timeOptions(machine, frame, name, call);
  const cost = options === undefined ? undefined : costed(options.dtype);
  if (options === undefined || cost === undefined) return errorValue;
  const { value, faults } = timing(cost, options);
  for (const { about, diagnostic } of faults) {
    const argument = about && options.given.get(about === "device" ? "on" : about);
    machine.reportMade({ ...diagnostic, span: argument?.value.span ?? call.span });
  }
  if (value === undefined) return errorValue;
  if (name === "latency") return numberValue(constant(value.seconds), "time");
  if (value.joules !== undefined) return numberValue(constant(value.joules), "energy");
  machine.report("measure/no-energy", { device: options.device }, call.span);
  return errorValue;
}

function timeOptions(
  machine: Machine,
  frame: Frame,
  measure: TimeMeasure,
  call: CallExpression,
): TimeOptions | undefined {
  const given = argumentsByName(machine, measure, call);
  if (given === undefined) return undefined;
  const device = given.get("on");
  if (device === undefined) {
    machine.report("measure/no-device", { measure }, call.span);
    return undefined;
  }
  const text = (option: OptionName) => {
    const argument = given.get(option);
    return argument === undefined ? undefined : wordOf(frame, argument);
  };
  const threads = given.get("threads");
  const count = threads === undefined ? undefined : threadsOf(machine, frame, threads);
  const dtype = dataTypes.find((each) => each === (text("dtype") ?? "fp32"));
  if (dtype === undefined) {
    const found = `\`${text("dtype")}\``;
    const facts = { callee: measure, name: "dtype", found, known: dataTypes.join(", ") };
    machine.report("argument/word", facts, given.get("dtype")?.value.span ?? call.span);
  }
  const on = deviceOf(machine, frame, measure, device);
  if (on === undefined || dtype === undefined || (threads !== undefined && count === undefined)) return undefined;
  return { device: on, core: text("core"), runtime: text("runtime"), threads: count, dtype, given };
}

/** The arguments behind the network; the first without a name is the device. */
function argumentsByName(
  machine: Machine,
  measure: TimeMeasure,
  call: CallExpression,
): ReadonlyMap<OptionName, Argument> | undefined {
  const given = new Map<OptionName, Argument>();
  for (const argument of call.arguments.slice(1)) {
    const word = argument.name?.name ?? "on";
    const name = optionNames.find((each) => each === word);
    if (name === undefined) {
      const known = optionNames.map((each) => `\`${each}\``).join(", ");
      const facts = { callee: measure, name: word, nearest: nearestNames(word, optionNames), known };
      machine.report("argument/unknown", facts, argument.span);
      return undefined;
    }
    if (given.has(name)) {
      machine.report("argument/twice", { name }, argument.span);
      return undefined;
    }
    given.set(name, argument);
  }
  return given;
}

function deviceOf(machine: Machine, frame: Frame, measure: TimeMeasure, { value }: Argument): string | undefined {
  const found = machine.evaluator.evaluate(machine, frame, value);
  if (found.kind === "device") return found.name;
  if (found.kind === "string") return found.text;
  if (found.kind !== "error") machine.report("measure/no-device", { measure, found: typeName(found) }, value.span);
  return undefined;
}

function threadsOf(machine: Machine, frame: Frame, { value }: Argument): number | undefined {
  const found = machine.evaluator.evaluate(machine, frame, value);
  if (found.kind === "error") return undefined;
  const count = found.kind === "number" && found.dimension === "none" ? asConstant(found.expr) : undefined;
  if (count?.den === 1n && count.num >= 1n && count.num <= 1024n) return Number(count.num);
  machine.report(
    "type/mismatch",
    { what: "`threads`", wanted: "a whole number from 1", found: typeName(found) },
    value.span,
  );
  return undefined;
}
