import type { PhaseResult } from "../core/diagnostic.ts";
import {
  ceilRational,
  compareRational,
  divideRational,
  multiplyRational,
  rational,
  subtractRational,
} from "../core/rational.ts";
import { isRoundedIn, type SymbolDomain } from "../symbolic/index.ts";
import { type ElaboratedNetwork, type ElaborateRequest, elaborateOnce } from "./elaborate.ts";

const steps = [2n, 4n, 8n, 16n, 32n, 64n] as const;

/** Values that a domain must have left; otherwise its roundings are kept. */
const fewestLeft = 4n;

/**
 * Text to layer graph: parses, loads imports, binds parameters, expands blocks, infers every shape.
 *
 * A free integer whose domain is typed as a bare `?` is restricted to the smallest power of two whose multiples remove every rounding
 * from the shapes, when there is one up to 64 that leaves the domain 4 values; the restriction is stated among the assumptions.
 * `res=? in [32, 512]` keeps the roundings.
 *
 * Errors: everything that parser, names, types, shapes and bounds have to say; then there is no value.
 *
 * @example elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [3, 8, 8]; gap }" }, settings: [], loader: { load: loadShipped } }).value.graph.layers.length  // 1
 */
export function elaborateNetwork(request: ElaborateRequest): PhaseResult<ElaboratedNetwork> {
  let best = elaborateOnce(request);
  const domains = new Map<string, SymbolDomain>();
  const assumptions: string[] = [];
  for (const { name, text } of request.settings) {
    const domain = best.value?.freeSymbols.get(name);
    if (best.value === undefined || domain === undefined || text.trim() !== "?" || !canCoarsen(domain)) continue;
    if (!isRounded(best.value, name)) continue;
    for (const step of steps.filter((each) => isWide(domain, each))) {
      const tried = new Map([...domains, [name, multiplesOf(domain, step)]]);
      const result = elaborateOnce(request, tried);
      if (result.value === undefined || isRounded(result.value, name)) continue;
      best = result;
      domains.set(name, multiplesOf(domain, step));
      assumptions.push(`${name} is a multiple of ${step}`);
      break;
    }
  }
  const { value } = best;
  if (value === undefined || assumptions.length === 0) return best;
  return {
    ...best,
    value: { ...value, graph: { ...value.graph, assumptions: [...assumptions, ...value.graph.assumptions] } },
  };
}

function canCoarsen(domain: SymbolDomain): boolean {
  return domain.kind === "int" && domain.step === undefined && domain.values === undefined;
}

/** Whether multiples of `step` are enough of a domain to speak for it. */
function isWide({ low, high }: SymbolDomain, step: bigint): boolean {
  if (low === undefined || high === undefined) return true;
  return compareRational(subtractRational(high.value, low.value), rational((fewestLeft - 1n) * step)) >= 0;
}

/** Whether a dimension of the graph rounds something that depends on the symbol. */
function isRounded(network: ElaboratedNetwork, name: string): boolean {
  return network.graph.tensors.some(({ shape }) => shape.dims.some((dim) => isRoundedIn(dim, name)));
}

/** The part of a domain that is divisible by `step`. */
function multiplesOf(domain: SymbolDomain, step: bigint): SymbolDomain {
  const unit = rational(step);
  const low =
    domain.low === undefined
      ? undefined
      : multiplyRational(unit, rational(ceilRational(divideRational(domain.low.value, unit))));
  return { ...domain, step: unit, ...(low === undefined ? {} : { low: { value: low, closed: true } }) };
}
