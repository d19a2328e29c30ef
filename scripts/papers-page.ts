/** One statement of `ridge check -f json`, as far as the page shows it. */
export interface Checked {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly kind: "claim" | "erratum";
  readonly source?: string;
  readonly verdict: "proved" | "as-printed" | "refuted" | "undecided";
  readonly ok: boolean;
  readonly statement: string;
  readonly left?: string;
  readonly counterexample?: Readonly<Record<string, string>>;
  readonly leftAt?: string;
  readonly rightAt?: string;
  readonly corrected?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly assumptions: readonly string[];
}

/** What the sources of the shipped claims begin with, and what that is. */
const publications: readonly (readonly [prefix: string, title: string])[] = [
  ["arXiv:1704.04861", "MobileNetV1, arXiv:1704.04861"],
  ["arXiv:1801.04381", "MobileNetV2, arXiv:1801.04381"],
  ["arXiv:1905.02244", "MobileNetV3, arXiv:1905.02244"],
  ["github.com/tensorflow/models", "Released checkpoints, github.com/tensorflow/models"],
  ["course chapter on MobileNet", "Course chapter on MobileNet"],
];

interface Publication {
  readonly title: string;
  /** Statements by table or section, in the order of the files. */
  readonly places: ReadonlyMap<string, readonly Checked[]>;
}

/** The page that an author or reviewer reads: every statement with what was claimed, what it is, and why. */
export function papersPage(checked: readonly Checked[]): string {
  const groups = publicationsOf(checked);
  const parts = [
    "# What the MobileNet papers state",
    "",
    "Written by `npm run reports` from `ridge check zoo -f json`. PROVED: exact, for all values of its symbols. AS PRINTED: the exact value",
    "rounds to the printed digits, or lies within the stated tolerance. An erratum is a statement that fails,",
    "kept so that it stays known; its reason is beside it.",
    "",
    "| publication | statements | proved | as printed | errata |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...groups.map(({ title, places }) => summaryRow(title, [...places.values()].flat())),
    summaryRow("all", checked),
  ];
  for (const { title, places } of groups) {
    parts.push("", `## ${title}`, "", "| source | statement | claimed | exact value | verdict | reason |");
    parts.push("| --- | --- | --- | --- | --- | --- |");
    for (const [place, statements] of places) parts.push(...statements.map((each) => row(place, each)));
  }
  return `${parts.join("\n")}\n`;
}

function publicationsOf(checked: readonly Checked[]): readonly Publication[] {
  return publications.flatMap(([prefix, title]) => {
    const places = new Map<string, Checked[]>();
    for (const each of checked) {
      if (each.source?.startsWith(prefix) !== true) continue;
      const rest = each.source.slice(prefix.length).replace(/^,\s*/, "");
      const place = rest === "" ? "Text" : rest.charAt(0).toUpperCase() + rest.slice(1);
      places.set(place, [...(places.get(place) ?? []), each]);
    }
    return places.size === 0 ? [] : [{ title, places }];
  });
}

function summaryRow(title: string, statements: readonly Checked[]): string {
  const count = (verdict: Checked["verdict"]) => statements.filter((each) => each.verdict === verdict).length;
  return `| ${title} | ${statements.length} | ${count("proved")} | ${count("as-printed")} | ${count("refuted")} |`;
}

function row(place: string, checked: Checked): string {
  const link = `[${cell(checked.name)}](../../${checked.file}#L${checked.line})`;
  const claimed = claimedOf(checked.statement);
  const found = [code(claimed), exactValue(checked, claimed), verdictOf(checked), cell(reasonOf(checked))];
  const cells = [cell(place), link, ...found];
  return `| ${cells.join(" | ")} |`;
}

/** The right side with its tolerance, and the relation where it is no equality; all of a statement that compares nothing. */
function claimedOf(statement: string): string {
  const found = / (~=|==|!=|<=|>=|<|>) /.exec(statement);
  if (found === null || / (?:and|or) /.test(statement)) return statement;
  const right = statement.slice(found.index + found[0].length);
  return found[1] === "==" || found[1] === "~=" ? right : `${found[1]} ${right}`;
}

function exactValue({ left }: Checked, claimed: string): string {
  if (left === undefined) return "";
  const microseconds = /^(\d+) us$/.exec(left)?.[1];
  if (microseconds !== undefined && claimed.endsWith("ms")) return `${Number(microseconds) / 1000} ms`;
  if (/^-?\d+$/.test(left)) return left.replace(/\B(?=(?:\d{3})+$)/g, ",");
  const [, top, bottom] = /^(-?\d+)\/(\d+)$/.exec(left) ?? [];
  if (top === undefined || bottom === undefined) return code(left);
  const isShare = /^(?:[<>]=? )?[\d.]+%/.test(claimed);
  const value = (isShare ? 100 : 1) * (Number(top) / Number(bottom));
  const shown = Number(value.toPrecision(isShare ? 5 : 6));
  return `${left} ${shown === value ? "=" : "≈"} ${shown}${isShare ? " %" : ""}`;
}

function verdictOf({ kind, verdict, statement }: Checked): string {
  const title = { proved: "PROVED", "as-printed": "AS PRINTED", refuted: "REFUTED", undecided: "UNDECIDED" }[verdict];
  const failed = verdict === "refuted" && statement.includes(" ~= ") ? "NOT AS PRINTED" : title;
  return kind === "erratum" ? `erratum: ${failed}` : failed;
}

/** Our reason, then what the check found: a counterexample, the form that holds, what is assumed. */
function reasonOf(checked: Checked): string {
  const { note, verdict, corrected, counterexample = {}, leftAt, rightAt, assumptions } = checked;
  const at = Object.entries(counterexample).map(([symbol, value]) => `${symbol} = ${value}`);
  const point = at.length === 0 ? [] : [`At ${at.join(", ")}: ${leftAt} against ${rightAt}.`];
  const form = verdict === "refuted" && at.length > 0 && corrected !== undefined ? [`Holds with ${corrected}.`] : [];
  const assumed = assumptions.length === 0 ? [] : [`Assuming ${assumptions.join(", ")}.`];
  return [...(note === undefined ? [] : [note]), ...point, ...form, ...assumed].join(" ");
}

/** Text in a table cell: no markup, no bar. */
function cell(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]|~]/g, "\\$&");
}

function code(text: string): string {
  return `\`${text.replace(/\s+/g, " ").replace(/\|/g, "\\|")}\``;
}
