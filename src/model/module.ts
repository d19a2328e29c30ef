import {
  type BlockDeclaration,
  type Declaration,
  type FunctionDeclaration,
  type ImportDeclaration,
  type Module,
  type NetDeclaration,
  parse,
  type TableDeclaration,
} from "../../grammar/index.ts";
import { diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import type { LoadResult, ModuleLoader } from "./loader.ts";
import type { Frame, Machine } from "./machine.ts";
import { Path } from "./path.ts";
import { findRecursion } from "./recursion.ts";
import { Scope } from "./scope.ts";
import { bind } from "./statements.ts";
import { tableOf } from "./table.ts";
import { errorValue, type NetSource, noArguments, type Value } from "./value.ts";

/** A file with its names bound. */
export interface LoadedModule {
  readonly source: Source;
  readonly tree: Module;
  readonly scope: Scope<Value>;
}

/** Reads modules and what they import, each once. */
export class ModuleSet {
  private readonly machine: Machine;
  private readonly loader: ModuleLoader;
  private readonly root: Scope<Value>;
  private readonly loaded = new Map<string, LoadedModule | undefined>();
  private readonly open: string[] = [];

  constructor(machine: Machine, loader: ModuleLoader, root: Scope<Value>) {
    this.machine = machine;
    this.loader = loader;
    this.root = root;
  }

  /** The module behind a source; undefined when it has errors, which are reported. */
  load(source: Source): LoadedModule | undefined {
    if (this.loaded.has(source.name)) return this.loaded.get(source.name);
    this.open.push(source.name);
    const module = this.read(source);
    this.open.pop();
    this.loaded.set(source.name, module);
    return module;
  }

  private read(source: Source): LoadedModule | undefined {
    const { value: tree, diagnostics } = parse(source);
    this.machine.diagnostics.push(...diagnostics);
    if (tree === undefined || diagnostics.some((each) => each.severity === "error")) return undefined;
    const recursion = findRecursion(tree);
    if (recursion !== undefined) {
      this.machine.report("model/recursion", { chain: recursion.chain.join(" -> ") }, recursion.span);
      return undefined;
    }
    const scope = new Scope<Value>(this.root);
    const before = this.machine.diagnostics.length;
    for (const declaration of tree.declarations) this.declare(declaration, scope, source);
    return this.machine.diagnostics.length > before ? undefined : { source, tree, scope };
  }

  private declare(declaration: Declaration, scope: Scope<Value>, source: Source): void {
    const frame: Frame = { scope, it: undefined, input: undefined, path: new Path(), net: undefined };
    if (declaration.kind === "import") {
      this.importNames(declaration, frame, source);
    } else if (declaration.kind !== "claim" && declaration.kind !== "space") {
      bind(this.machine, frame, declaration.name.name, this.declared(declaration, frame), declaration.name.span);
    }
  }

  private declared(
    declaration: FunctionDeclaration | BlockDeclaration | NetDeclaration | TableDeclaration,
    frame: Frame,
  ): Value {
    const { scope } = frame;
    switch (declaration.kind) {
      case "fn":
        return { kind: "function", declaration, scope };
      case "block":
        return { kind: "block", form: "block", declaration, scope, bound: noArguments, site: undefined };
      case "net": {
        const net: NetSource = { declaration, scope, fixed: new Map(), name: declaration.name.name };
        return { kind: "block", form: "net", net, bound: noArguments, site: undefined };
      }
      case "table":
        return tableOf(this.machine, frame, declaration);
    }
  }

  private importNames(declaration: ImportDeclaration, frame: Frame, importer: Source): void {
    const from = declaration.from.value;
    const found = this.loader.load(from, importer);
    const span = declaration.from.span;
    if (found.kind === "fault") {
      const hint = found.known === undefined ? undefined : suggestion(from, found.known);
      this.machine.report("import/missing", { from, detail: found.detail }, span, { hint });
      for (const name of declaration.names) bind(this.machine, frame, name.name, errorValue, name.span);
      return;
    }
    if (found.kind === "device") {
      for (const name of declaration.names)
        bind(this.machine, frame, name.name, { kind: "device", name: found.name }, name.span);
      return;
    }
    if (this.open.includes(found.source.name)) {
      this.machine.report("import/cycle", { chain: [...this.open, found.source.name].join(" -> ") }, span);
      return;
    }
    const errors = this.machine.diagnostics.length;
    const module = this.load(found.source);
    if (module === undefined) {
      if (this.machine.diagnostics.length === errors)
        this.machine.report("import/missing", { from, detail: "it has errors" }, span);
      return;
    }
    for (const name of declaration.names) {
      const value = found.kind === "network" ? this.network(found, module) : this.named(module, name.name);
      if (value === undefined) {
        const known = declaredNames(module.tree);
        this.machine.report(
          "import/unknown-name",
          { name: name.name, from, nearest: nearestNames(name.name, known), known: known.slice(0, 8) },
          name.span,
        );
      }
      bind(this.machine, frame, name.name, value ?? errorValue, name.span);
    }
  }

  private named(module: LoadedModule, name: string): Value | undefined {
    return declaredNames(module.tree).includes(name) ? module.scope.lookup(name)?.value : undefined;
  }

  /** The shipped network of a name; undefined when there is none. */
  shippedNetwork(name: string): Value | undefined {
    const found = this.loader.load(`zoo:${name}`, undefined);
    if (found.kind !== "network") return undefined;
    const module = this.load(found.source);
    return module === undefined ? undefined : this.network(found, module);
  }

  /** Shipped networks whose names are near a misspelt one. */
  networksNear(name: string): readonly string[] {
    const found = this.loader.load(`zoo:${name}`, undefined);
    const known = found.kind === "fault" ? (found.known ?? []) : [];
    return nearestNames(`zoo:${name}`, known).map((each) => each.slice("zoo:".length));
  }

  /** A shipped network as a value: its net with the fixed parameters. */
  private network(found: LoadResult & { readonly kind: "network" }, module: LoadedModule): Value | undefined {
    const net = this.netOf(module, found.net);
    if (net === undefined) return undefined;
    const fixed = this.fixedValues(found.bind, module);
    return {
      kind: "block",
      form: "net",
      net: { ...net, fixed, name: found.name ?? net.name, spelling: found.spelling },
      bound: noArguments,
      site: undefined,
    };
  }

  /** The values of texts that fix parameters, read in the module's scope. */
  fixedValues(texts: Readonly<Record<string, string>>, module: LoadedModule): ReadonlyMap<string, Value> {
    const fixed = new Map<string, Value>();
    for (const [name, text] of Object.entries(texts)) {
      fixed.set(name, this.machine.evaluateSetting(name, text, module.scope) ?? errorValue);
    }
    return fixed;
  }

  /** The net of a module by name, or its only one; reports when there is none or no single one. */
  netOf(module: LoadedModule, name: string | undefined): NetSource | undefined {
    const nets = module.tree.declarations.filter((each) => each.kind === "net").map((each) => each.name.name);
    const file = module.source.name;
    const chosen = name ?? (nets.length === 1 ? nets[0] : undefined);
    const value = chosen === undefined || !nets.includes(chosen) ? undefined : module.scope.lookup(chosen)?.value;
    if (value?.kind === "block" && value.form === "net") return value.net;
    const known = nets.join(", ");
    this.machine.diagnostics.push(
      name !== undefined
        ? diagnostic("net/unknown", { file, name, nearest: nearestNames(name, nets), known }, undefined)
        : nets.length === 0
          ? diagnostic("net/none", { file }, undefined)
          : diagnostic("net/several", { file, names: known }, undefined),
    );
    return undefined;
  }
}

function declaredNames(tree: Module): readonly string[] {
  return tree.declarations.flatMap((each) => (each.kind === "import" || each.kind === "claim" ? [] : [each.name.name]));
}

function suggestion(from: string, known: readonly string[]): string | undefined {
  const nearest = nearestNames(from, known);
  if (nearest.length > 0) return `did you mean \`${nearest.join("` or `")}\`?`;
  return known.length === 0 ? undefined : `there is ${known.join(", ")}`;
}
