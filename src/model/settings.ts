import { parseDomainType } from "../../grammar/index.ts";
import { diagnostic } from "../core/diagnostic.ts";
import { rationalAsTyped } from "../core/rational.ts";
import type { Source } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { type SymbolDomain, symbol } from "../symbolic/index.ts";
import { domainOf, domainText, nearestLegal, valuesText } from "./domain.ts";
import type { Frame, Machine } from "./machine.ts";
import { outsider } from "./membership.ts";
import { parametersOf } from "./net.ts";
import { Path } from "./path.ts";
import { Scope } from "./scope.ts";
import { type BoundArgument, errorValue, type NetSource, numberValue, type Value } from "./value.ts";

/** `alpha=0.75`, `res=?`, `res=? in [32, 512] step 32`: a parameter's name and what was typed behind the `=`. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

export interface ReadSettings {
  readonly given: ReadonlyMap<string, BoundArgument>;
  readonly free: ReadonlyMap<string, SymbolDomain>;
  /** The domains of the free parameters, as they are read: `alpha in (0, 4]`. */
  readonly stated: readonly string[];
}

type Parameter = ReturnType<typeof parametersOf>[number];

/**
 * What was typed for a net's parameters, as values; those with a `?` as free symbols. `domains` replaces the declared domains of these.
 *
 * Errors: parameter/unknown, argument/twice, and whatever the texts and domains have to say.
 */
export function readSettings(
  machine: Machine,
  net: NetSource,
  scope: Scope<Value>,
  settings: readonly Setting[],
  domains: ReadonlyMap<string, SymbolDomain>,
): ReadSettings {
  const given = new Map<string, BoundArgument>();
  const free = new Map<string, SymbolDomain>();
  const stated: string[] = [];
  const settable = parametersOf(net).filter((each) => !net.fixed.has(each.name.name));
  const typed = typedSettings(machine, net, settable, settings);
  const give = (name: string, source: Source, value: Value) => {
    const site = { kind: "string" as const, value: source.text, span: { source, start: 0, end: source.text.length } };
    given.set(name, { value, source: site });
  };
  for (const { name, text } of typed.filter((each) => !isFree(each)))
    give(name, sourceOf(name, text), machine.evaluateSetting(name, text, scope) ?? errorValue);
  // A domain may speak of the parameters before it, so that these have their values first.
  for (const parameter of settable) {
    const name = parameter.name.name;
    const setting = typed.find((each) => each.name === name);
    if (setting === undefined || !isFree(setting)) continue;
    const source = sourceOf(name, setting.text);
    const legal = freeDomain(machine, parameter, scopeBefore(machine, net, scope, parameter, given), source);
    const domain = domains.get(name) ?? legal;
    if (domain !== undefined) free.set(name, domain);
    const values = legal === undefined ? undefined : valuesText(legal);
    if (values !== undefined) stated.push(`${name} in ${values}`);
    give(name, source, domain === undefined ? errorValue : numberValue(symbol(name, domain)));
  }
  return { given, free, stated };
}

const isFree = ({ text }: Setting): boolean => /^\s*\?/.test(text);

const sourceOf = (name: string, text: string): Source => ({ name: `argument ${name}`, text });

/** The settings of parameters that the net has, each once. */
function typedSettings(
  machine: Machine,
  net: NetSource,
  settable: readonly Parameter[],
  settings: readonly Setting[],
): readonly Setting[] {
  const names = settable.map((each) => each.name.name);
  const known = names.map((each) => `\`${each}\``).join(", ");
  const typed = new Map<string, Setting>();
  for (const setting of settings) {
    const { name } = setting;
    if (!names.includes(name)) {
      const nearest = nearestNames(name, names);
      machine.diagnostics.push(diagnostic("parameter/unknown", { net: net.name, name, nearest, known }, undefined));
    } else if (typed.has(name)) {
      machine.diagnostics.push(diagnostic("argument/twice", { name }, undefined));
    } else typed.set(name, setting);
  }
  return [...typed.values()];
}

const frameIn = (scope: Scope<Value>): Frame => ({
  scope,
  it: undefined,
  input: undefined,
  path: new Path(),
  net: undefined,
});

/** The names that a parameter's declaration sees: the file's, and the parameters declared before it. */
function scopeBefore(
  machine: Machine,
  net: NetSource,
  outer: Scope<Value>,
  parameter: Parameter,
  given: ReadonlyMap<string, BoundArgument>,
): Scope<Value> {
  const scope = new Scope<Value>(outer);
  for (const earlier of parametersOf(net)) {
    if (earlier === parameter) break;
    const name = earlier.name.name;
    const preset = net.fixed.get(name) ?? given.get(name)?.value;
    const value =
      preset ?? (earlier.default && machine.evaluator.evaluate(machine, frameIn(scope), earlier.default)) ?? errorValue;
    scope.bind(name, value, earlier.name.span);
  }
  return scope;
}

/** The declared domain of a free parameter, or the one typed behind the `?`. */
function freeDomain(
  machine: Machine,
  parameter: Parameter,
  scope: Scope<Value>,
  source: Source,
): SymbolDomain | undefined {
  const name = parameter.name.name;
  const type = parameter.type?.name.name ?? "real";
  if (type !== "int" && type !== "real") {
    machine.diagnostics.push(diagnostic("parameter/not-free", { name, type: `a ${type}` }, undefined));
    return undefined;
  }
  const text = source.text.replace(/^\s*\?\s*/, "");
  const declared = parameter.type === undefined ? undefined : domainOf(machine, frameIn(scope), parameter.type);
  if (text === "") return parameter.type === undefined ? { kind: "real" } : declared;
  const { value, diagnostics } = parseDomainType({ ...source, text: `${type} ${text}` });
  machine.diagnostics.push(...diagnostics);
  const domain = value === undefined ? undefined : domainOf(machine, frameIn(scope), value);
  if (domain === undefined || declared === undefined) return domain;
  const outside = outsider(domain, declared);
  if (outside === undefined) return domain;
  const isNumber = "num" in outside;
  const found = isNumber ? rationalAsTyped(outside) : (valuesText(outside) ?? outside.kind);
  const nearest = isNumber ? nearestLegal(outside, declared) : undefined;
  const args = { name, value: found, domain: domainText(declared), nearest };
  machine.diagnostics.push(diagnostic("parameter/outside-domain", args, value?.span));
  return undefined;
}
