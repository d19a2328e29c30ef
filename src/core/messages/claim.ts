import { message } from "./message.ts";

/** What the statements of claims can be told. */
export const claimMessages = {
  "claim/operator": message({
    text: (a: { operator: string }) => `\`${a.operator}\` states a claim and cannot be computed with`,
    hint: () => "use `==` to compare exactly",
    explanation: "`~=` and `within` belong to statements of a claim.",
  }),
  "claim/no-truth": message({
    text: (a: { found: string }) => `a claim states a comparison, found ${a.found}`,
    hint: () => "compare with `==`, `<=` or `~=`; bind a value with `let name = ...`",
    explanation:
      "Each statement of a claim is true or false: a comparison, a flag, or several joined with `and`, `or`, `not`.",
  }),
  "claim/empty": message({
    text: (a: { title: string }) => `claim "${a.title}" states nothing`,
    hint: () => "add a statement such as `params(net) ~= 3.5M`",
    explanation: "A claim without a statement could never fail.",
  }),
  "claim/printed": message({
    text: (_: Record<string, never>) => "`~=` compares with a printed number, and neither side is one",
    hint: () => "type the number with the digits that were printed, as in `~= 3.4M`, or add `within 1%`",
    explanation:
      "`~=` takes its tolerance from the last digit of a number as it was printed; `within` states one instead.",
  }),
  "claim/within": message({
    text: (a: { operator: string }) => `\`within\` belongs to \`~=\`, found \`${a.operator}\``,
    hint: () => "a ~= b within 5%",
    explanation: "A tolerance under an exact comparison would hide a failure.",
  }),
  "claim/tolerance": message({
    text: (a: { found: string }) => `a tolerance must be a number above 0, found ${a.found}`,
    hint: () => "`within 5%` is relative to the right side, `within 0.1` absolute",
    explanation:
      "Behind `within` stands a positive constant: a percentage of the right side, or an amount in the unit of both sides.",
  }),
  "claim/undefined": message({
    text: (a: { side: string }) => `${a.side} has no value at any legal point`,
    explanation:
      "The root of a negative number and the logarithm of one that is not positive have no value, so nothing can be said of them.",
  }),
  "claim/suffix": message({
    severity: "warning",
    text: (a: { number: string; symbol: string }) =>
      `\`${a.number}\` is a number, and \`${a.symbol}\` is a symbol here`,
    hint: (a) => `type \`${a.number.slice(0, -a.symbol.length)}*${a.symbol}\` for a product`,
    explanation: "`6M` is six million even where a symbol is called `M`.",
  }),
  "claim/none": message({
    severity: "warning",
    text: (a: { file: string }) => `\`${a.file}\` states no claims`,
    hint: () => 'claim "..." { params(net) ~= 3.5M }',
    explanation: "`ridge check` decides the claims and errata of a file; this one has none.",
  }),
} as const;
