import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlignmentKeys, alignRows } from "../../../src/report/index.ts";

interface Item {
  readonly name: string;
  readonly content: string;
  readonly kind?: string;
}

const keys: AlignmentKeys<Item> = {
  name: (item) => item.name,
  content: (item) => item.content,
  kind: (item) => item.kind,
};

/** `name:content:kind`, kind left out where nothing is known. */
function items(text: string): readonly Item[] {
  return text.split(" ").flatMap((each) => {
    const [name = "", content = name, kind] = each.split(":");
    return name === "" ? [] : [{ name, content, ...(kind === undefined ? {} : { kind }) }];
  });
}

/** `a=b` for a pair, `a=` and `=b` for what is on one side. */
function aligned(left: string, right: string): string {
  return alignRows(items(left), items(right), keys)
    .map((pair) => `${pair.left?.name ?? ""}=${pair.right?.name ?? ""}`)
    .join(" ");
}

describe("alignRows", () => {
  it.each<[what: string, left: string, right: string, pairs: string]>([
    ["the same names", "a:1 b:2", "a:3 b:1", "a=a b=b"],
    ["one more at the end", "a b", "a b c", "a=a b=b =c"],
    ["one less in the middle", "a b c", "a c", "a=a b= c=c"],
    ["one inserted where names count on", "s1:p s2:q s3:r", "s1:p s2:new s3:q s4:r", "s1=s1 =s2 s2=s3 s3=s4"],
    ["one taken out where names count on", "s1:p s2:q s3:r s4:t", "s1:p s2:r s3:t", "s1=s1 s2= s3=s2 s4=s3"],
    [
      "changed contents behind which names are the same",
      "s1:p s2:q s3:r",
      "s1:P s2:Q s3:R s4:T",
      "s1=s1 s2=s2 s3=s3 =s4",
    ],
    ["one name in another order", "a:1 x:2 b:3", "a:1 b:3 x:4", "a=a x=x b=b"],
    ["other names of one kind, in order", "a:1:k b:2:m", "u:3:k v:4:l w:5:m", "a=u =v b=w"],
    ["kinds only between the pairs around them", "a:1:k x:9 b:2", "x:9 u:3:k b:2", "a= x=x =u b=b"],
    ["nothing in common", "a:1 b:2", "c:3", "a= b= =c"],
    ["nothing on one side", "", "a b", "=a =b"],
  ])("%s", (_what, left, right, pairs) => {
    expect(aligned(left, right)).toBe(pairs);
  });

  const list = fc.uniqueArray(fc.constantFrom(..."abcdefghijkl"), { maxLength: 10 }).chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          content: fc.constantFrom("1", "2", "3"),
          kind: fc.constantFrom("k", "m"),
        }),
      ),
    ),
  );

  it("puts every item of both lists into one pair", () => {
    fc.assert(
      fc.property(list, list, (left: readonly Item[], right: readonly Item[]) => {
        const pairs = alignRows(left, right, keys);
        expect(pairs.flatMap((each) => each.left ?? [])).toEqual(left);
        const rights = pairs.flatMap((each) => each.right ?? []);
        expect(rights.length).toBe(right.length);
        expect(new Set(rights)).toEqual(new Set(right));
        expect(pairs.every((each) => each.left !== undefined || each.right !== undefined)).toBe(true);
      }),
    );
  });

  it("leaves no name alone on both sides", () => {
    fc.assert(
      fc.property(list, list, (left: readonly Item[], right: readonly Item[]) => {
        const pairs = alignRows(left, right, keys);
        const onlyLeft = pairs.flatMap((each) => (each.right === undefined ? (each.left?.name ?? []) : []));
        const onlyRight = pairs.flatMap((each) => (each.left === undefined ? (each.right?.name ?? []) : []));
        expect(onlyLeft.filter((each) => onlyRight.includes(each))).toEqual([]);
      }),
    );
  });

  it("pairs a list with itself item by item, and finds what was inserted into it", () => {
    fc.assert(
      fc.property(list, fc.nat(), (left: readonly Item[], place) => {
        const distinct = left.map((each, at) => ({ ...each, content: `${at}` }));
        expect(alignRows(distinct, distinct, keys).every((each) => each.left === each.right)).toBe(true);
        const more: Item = { name: "new", content: "new", kind: "new" };
        const longer = distinct.toSpliced(place % (distinct.length + 1), 0, more);
        const alone = alignRows(distinct, longer, keys).filter((each) => each.left !== each.right);
        expect(alone).toEqual([{ left: undefined, right: more }]);
      }),
    );
  });

  it("pairs equal names of lists that are too long to be weighed", () => {
    const left = Array.from({ length: 4000 }, (_, at) => ({ name: `n${at}`, content: "" }));
    const right = left.filter((_, at) => at % 7 !== 0);
    const pairs = alignRows(left, right, keys);
    expect(pairs.filter((each) => each.left?.name === each.right?.name).length).toBe(right.length);
    expect(pairs.length).toBe(left.length);
  });
});
