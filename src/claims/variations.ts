import type { Convention, Term } from "../cost/index.ts";
import { numberValue, type Recount } from "../model/index.ts";
import { constant } from "../symbolic/index.ts";

/** One other way of counting that papers use without saying so. */
export interface Variation {
  /** As it reads behind a number: `4866.27M without the fully connected layers`. */
  readonly words: string;
  readonly recount: Recount;
}

const stored = ["weights", "biases"] as const;

type Layers = Pick<Term, "ops" | "where">;

function without(layers: Layers, sentence: string): (base: Convention) => Convention {
  return (base) => ({
    ...base,
    name: `${base.name}, ${sentence}`,
    macs: leftOut(base.macs, { sentence, times: -base.perMac, per: "macs", ...layers }),
    params: stored.reduce((terms, per) => leftOut(terms, { sentence, times: -1n, per, ...layers }), base.params),
  });
}

/** The terms with one more that leaves something out, unless one of them does so already: nothing is left out twice. */
function leftOut(terms: readonly Term[], more: Term): readonly Term[] {
  return terms.some((each) => each.times < 0n && each.per === more.per && covers(each, more))
    ? terms
    : [...terms, more];
}

/** Whether a rule holds for all the layers that another holds for. */
function covers(wide: Layers, narrow: Layers): boolean {
  const hasOperators = wide.ops === undefined || narrow.ops?.every((name) => wide.ops?.includes(name)) === true;
  const { role, ...others } = wide.where ?? {};
  return hasOperators && Object.keys(others).length === 0 && (role === undefined || role === narrow.where?.role);
}

const isOfBatchNorm = ({ per, ops }: Term) =>
  (per === "normParams" || per === "shifts" || per === "buffers") && (ops === undefined || ops.includes("bn"));

/** Batch norm holds scale, shift, and a moving mean and variance: the convention says how many of the four count. */
function batchNorm(vectors: 0 | 2 | 3 | 4): (base: Convention) => Convention {
  const sentence = `batch norm counted as ${vectors} values per channel`;
  const counted: Readonly<Record<typeof vectors, readonly Term[]>> = {
    0: [{ sentence, times: -1n, per: "normParams", ops: ["bn"] }],
    2: [],
    3: [{ sentence, times: 1n, per: "shifts", ops: ["bn"] }],
    4: [{ sentence, times: 1n, per: "buffers", ops: ["bn"] }],
  };
  return (base) => ({
    ...base,
    name: `${base.name}, ${sentence}`,
    params: [...base.params.filter((each) => !isOfBatchNorm(each)), ...counted[vectors]],
  });
}

function withoutBiases(base: Convention): Convention {
  const params = leftOut(base.params, { sentence: "no biases", times: -1n, per: "biases" });
  return { ...base, name: `${base.name}, no biases`, params };
}

function twicePerMac(base: Convention): Convention {
  if (base.perMac === 2n) return base;
  const macs = base.macs.map((each) => ({ ...each, times: 2n * each.times }));
  return { ...base, name: `${base.name}, 2 per MAC`, perMac: 2n, macs };
}

function counting(words: string, convention: Recount["convention"]): Variation {
  return { words, recount: { convention, parameters: new Map() } };
}

/** The whole list, in the order in which it is tried. Short on purpose: of many ways one would always fit. */
export const variations: readonly Variation[] = [
  counting("without the fully connected layers", without({ ops: ["linear"] }, "without linear")),
  counting("without the first convolution", without({ where: { role: "first conv" } }, "without the first conv")),
  counting("without squeeze-and-excite", without({ where: { role: "se" } }, "without se")),
  counting("with batch norm not counted", batchNorm(0)),
  counting("with 2 values of batch norm per channel", batchNorm(2)),
  counting("with 3 values of batch norm per channel", batchNorm(3)),
  counting("with 4 values of batch norm per channel", batchNorm(4)),
  counting("without biases", withoutBiases),
  counting("with the weights of conv and linear alone", (base) => withoutBiases(batchNorm(0)(base))),
  counting("with 2 per MAC", twicePerMac),
  {
    words: "with 1001 classes",
    recount: { convention: (base) => base, parameters: new Map([["classes", numberValue(constant(1001n))]]) },
  },
];
