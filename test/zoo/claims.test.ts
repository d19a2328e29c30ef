import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Checked, papersPage } from "../../scripts/papers-page.ts";
import { ridge } from "../cli/fake-terminal.ts";

interface ClaimRecord {
  readonly id: string;
  readonly origin: "stated" | "reference" | "probe";
  readonly computed: unknown;
  readonly verdict: "holds" | "holds at printed precision" | "wrong" | "ambiguous";
}

type TaggedStatement = Checked & { readonly tags: readonly string[]; readonly right?: string };

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const records: readonly ClaimRecord[] = JSON.parse(read("test/oracles/claims.json")).records;
const recordOf = new Map(records.map((each) => [each.id, each]));
const notStated = [...read("docs/claims.md").matchAll(/^\| `([^`]+)` \|/gm)].map(([, id = ""]) => id);

let statements: readonly TaggedStatement[] = [];
const byTag = new Map<string, TaggedStatement[]>();

beforeAll(async () => {
  const { exit, out } = await ridge(["check", "zoo", "-f", "json"]);
  expect(exit).toBe(0);
  statements = JSON.parse(out).claims;
  for (const each of statements) for (const tag of each.tags) byTag.set(tag, [...(byTag.get(tag) ?? []), each]);
}, 240_000);

describe("the claims of the papers", () => {
  it("cover every stated record once, or say why not", () => {
    const stated = records.filter((each) => each.origin === "stated").map((each) => each.id);
    expect(stated).toHaveLength(278);
    expect(stated.filter((id) => !byTag.has(id)).sort()).toEqual([...notStated].sort());
    // The statements of one record stand in one claim.
    const twice = [...byTag].filter(([, list]) => new Set(list.map((each) => `${each.file} ${each.name}`)).size > 1);
    expect(twice).toEqual([]);
  });

  it("carry tags of records only, have a source, and errata a reason", () => {
    expect([...byTag.keys()].filter((tag) => !recordOf.has(tag))).toEqual([]);
    expect(statements.filter((each) => each.source === undefined)).toEqual([]);
    expect(statements.filter((each) => each.kind === "erratum" && each.note === undefined)).toEqual([]);
  });

  it("are decided as the records say", () => {
    const found = [...byTag].map(([tag, list]) => [tag, ...verdictsOf(list)].join(" "));
    const wanted = [...byTag].map(([tag, list]) => [tag, ...wantedOf(recordOf.get(tag), list)].join(" "));
    expect(found).toEqual(wanted);
  });

  it("have the values of the records", () => {
    const differing = [...byTag].flatMap(([tag, list]) => {
      const computed = numbersIn(recordOf.get(tag)?.computed);
      const sides = list.flatMap(({ left, right }) => [left, right].flatMap((side) => numbersIn(side)));
      const isSame = sides.some((side) => computed.some((each) => scales.some((scale) => close(side, each * scale))));
      return computed.length === 0 || isSame ? [] : [tag];
    });
    expect(differing.sort()).toEqual(Object.keys(otherValues).sort());
  });

  it("are listed in the page of the papers", () => {
    expect(read("reports/samples/papers.md")).toBe(papersPage(statements));
  });
});

function verdictsOf(list: readonly TaggedStatement[]): readonly string[] {
  return [...new Set(list.map((each) => `${each.kind} ${each.verdict}`))];
}

/** What the record's verdict becomes; where it leaves the form open, the form that was chosen must succeed. */
function wantedOf(record: ClaimRecord | undefined, list: readonly TaggedStatement[]): readonly string[] {
  switch (record?.verdict) {
    case "holds":
      // `57.5ms - 51.4ms ~= 6ms` beside its exact bound.
      return record.id === "v3-hswish-6ms" ? ["claim as-printed", "claim proved"] : ["claim proved"];
    case "holds at printed precision":
      return exactly.has(record.id) ? ["claim proved"] : ["claim as-printed"];
    case "wrong":
      return ["erratum refuted"];
    default:
      return list[0]?.kind === "claim" ? [readings.get(record?.id ?? "") ?? "no reading given"] : ["erratum refuted"];
  }
}

/** Records at printed precision that are stated as the bound which the figure stands for. */
const exactly: ReadonlySet<string> = new Set(["hswish-max-dev"]);

/** Ambiguous records that hold in one reading, and how. */
const readings: ReadonlyMap<string, string> = new Map([
  // as="no-first-conv", the one counting that prints them
  ["tf-v1-macs-0.75_224", "claim as-printed"],
  ["tf-v1-macs-0.75_192", "claim as-printed"],
  ["tf-v1-macs-0.75_160", "claim as-printed"],
  ["tf-v1-macs-0.75_128", "claim as-printed"],
  // as="conv-only"
  ["v1-t4-convmobilenet-macs", "claim as-printed"],
  ["v1-cmp-vgg16-macs", "claim as-printed"],
  // as=paper
  ["v1-t9-0.5-160-params", "claim as-printed"],
  ["v3-t6-v3-params", "claim as-printed"],
  ["v3-t6-v3-reduced-params", "claim as-printed"],
  // "roughly": within a fifth
  ["v1-alpha2-net-0.75", "claim as-printed"],
  ["v1-alpha2-net-0.5", "claim as-printed"],
  ["v1-alpha2-net-0.25", "claim as-printed"],
  // the printed column, first row included
  ["v2-t3-max-two-versions", "claim proved"],
  // points lost, not the error of a linear reading
  ["seed-spiral-15", "claim proved"],
]);

/** Units of the records: shares in percent, thousands, millions, billions. */
const scales = [1, 1e-2, 1e3, 1e6, 1e9];

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.abs(a) + 1e-12;

/** Every number in a value: `{ "macs": 3 }`, `[1, "4/38"]`. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  if (typeof value === "string") {
    const [, top, bottom = "1"] = /^(-?\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(value) ?? [];
    return top === undefined ? [] : [Number(top) / Number(bottom)];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Why no value of ours is among the record's. */
const otherValues: Readonly<Record<string, string>> = {
  ...each("the record counts violations, or cases of an experiment", [
    "seed-hswish",
    "seed-hsigmoid",
    "seed-se-quarter",
    "tf-v2-policy",
    "v2-bound-1",
    "v2-fig1-collapse",
    "v2-lemma1",
    "v2-lemma2-if",
  ]),
  ...each("the record has the point from which on a bound holds, or a maximum; ours are both sides elsewhere", [
    "hswish-max-dev",
    "tf-hsig-const",
    "v2-8to9",
    "v2-bound-3",
  ]),
  ...each("the record leaves the biases of the predictors out: 33 boxes of 4 + 81 values, 2,805", [
    "v2-t5-ssd-params",
    "v2-t5-ssdlite-params",
    "v2-t6-v1ssdlite-params",
    "v2-t6-v2ssdlite-params",
  ]),
  ...each("the same with 4 + 91 values, 3,135; with them both rows of the table come out as printed", [
    "v3-t6-v3-params",
    "v3-t6-v3-reduced-params",
  ]),
  ...each("the record has the time before the change that the share implies; ours is the share", [
    "v3-7ms-11pct",
    "v3-10ms-15pct",
  ]),
  ...each("the record compares exact kilobytes, ours the printed column", ["v2-t3-max-sn", "v2-t3-max-two-versions"]),
  "seed-v2-shortcut": "the record counts the 3 blocks without a shortcut; ours are 10 shortcuts and 13 blocks",
  "v1-table1-stride": "the record has the stride that keeps 7x7; ours is the side that stride 2 gives",
  "v1-sq-22x": "the record divides the printed figures, 22.4; counted alike it is 818.9/76.5, as its explanation says",
  "v1-cmp-googlenet5x5-params": "the record's network has batch norm; ours, as in Caffe, has biases: 6,990,272 + 8,280",
  "v3-t5-relu": "the record has the change, -1.75 %; ours is how much less",
};

function each(reason: string, ids: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [id, reason]));
}
