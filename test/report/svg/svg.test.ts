import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { element, escapeXml, svgDocument, textElement } from "../../../src/report/svg/element.ts";
import { logTicks, niceRange, place } from "../../../src/report/svg/log-axis.ts";
import { marker, markerStyle } from "../../../src/report/svg/marker.ts";
import { overlaps, placeLabels, type WantedLabel } from "../../../src/report/svg/place-labels.ts";
import { elementsOf } from "./well-formed.ts";

describe("markup", () => {
  it.each([
    ['a < b & "c" > d', "a &lt; b &amp; &quot;c&quot; &gt; d"],
    ["&amp;", "&amp;amp;"],
    ["two\nlines\tand \u0000 \u001b[31m \ud800", "two\nlines\tand \ufffd \ufffd[31m \ufffd"],
    ["网络 ×4", "网络 ×4"],
  ])("escapes %j", (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });

  it("is well formed whatever a text holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const xml = svgDocument(10, 10, text, [textElement(text, { x: 1, "data-of": text })]);
        expect(elementsOf(xml)).toEqual(["svg", "title", "rect", "text"]);
      }),
      { seed: 2 },
    );
  });

  it("rounds coordinates and has no minus zero", () => {
    expect(element("line", { x1: 1 / 3, x2: -0.001, y1: "a" })).toBe('<line x1="0.33" x2="0" y1="a"/>');
  });
});

describe("logarithmic axes", () => {
  it.each([
    [3, 60, [5, 10, 20, 50]],
    [1, 10, [1, 2, 5, 10]],
    [0.05, 0.5, [0.05, 0.1, 0.2, 0.5]],
    [1, 1e9, [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]],
    [6, 7, []],
  ])("ticks from %d to %d", (from, to, ticks) => {
    expect(logTicks(from, to)).toEqual(ticks);
  });

  it.each([
    [3, 60, [2, 100]],
    [2, 5, [2, 5]],
    [0.001, 0.0011, [0.001, 0.002]],
    [10, 10, [5, 20]],
  ])("the range of %d to %d", (low, high, range) => {
    expect(niceRange(low, high)).toEqual(range);
  });

  it("a range holds what it is made for, with a tick at both ends", () => {
    const size = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(size, size, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [from, to] = niceRange(low, high);
        expect(from).toBeLessThanOrEqual(low * (1 + 1e-8));
        expect(to).toBeGreaterThanOrEqual(high * (1 - 1e-8));
        expect(from).toBeLessThan(to);
        expect([low / from, to / high].every((each) => each < 5.1)).toBe(true);
      }),
      { seed: 4 },
    );
  });

  it("places equal ratios equally far apart", () => {
    const axis = { from: 1, to: 1000, start: 100, end: 400 };
    expect([1, 10, 100, 1000].map((each) => place(axis, each))).toEqual(
      [100, 200, 300, 400].map((each) => expect.closeTo(each, 9)),
    );
  });
});

describe("markers", () => {
  it("differ in shape and in colour for the first seven kinds, and in one of them for fifty-six", () => {
    const styles = Array.from({ length: 56 }, (_, at) => markerStyle(at));
    expect(new Set(styles.slice(0, 7).map((each) => each.shape)).size).toBe(7);
    expect(new Set(styles.slice(0, 7).map((each) => each.colour)).size).toBe(7);
    expect(new Set(styles.map((each) => JSON.stringify(each))).size).toBe(56);
    const drawn = styles.slice(0, 8).map((each) => marker({ ...each, colour: "#000000" }, 5, 5, 3));
    expect(new Set(drawn).size).toBe(8);
  });
});

describe("labels", () => {
  const area = { left: 0, top: 0, right: 400, bottom: 300 };
  const label = fc.record({
    text: fc.string({ minLength: 1, maxLength: 20 }),
    x: fc.integer({ min: 0, max: 400 }),
    y: fc.integer({ min: 0, max: 300 }),
    side: fc.constantFrom("left", "right"),
  });

  it("cover neither each other, nor points, nor the edge", () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (wanted: readonly WantedLabel[]) => {
        const points = wanted.map(({ x, y }) => ({ left: x - 4, top: y - 4, right: x + 4, bottom: y + 4 }));
        const boxes = placeLabels(wanted, points, area).map((each) => each.box);
        for (const [at, box] of boxes.entries()) {
          expect([...points, ...boxes.slice(0, at)].some((other) => overlaps(box, other))).toBe(false);
          expect(box.left >= 0 && box.top >= 0 && box.right <= 400 && box.bottom <= 300).toBe(true);
        }
      }),
      { seed: 6 },
    );
  });

  it("stand on the side that is asked for where there is room, and are left out where there is none", () => {
    const [right] = placeLabels([{ text: "a", x: 200, y: 150, side: "right" }], [], area);
    const [left] = placeLabels([{ text: "a", x: 200, y: 150, side: "left" }], [], area);
    expect((right?.box.left ?? 0) > 200 && (left?.box.right ?? 999) < 200).toBe(true);
    expect(placeLabels([{ text: "x".repeat(90), x: 200, y: 150, side: "right" }], [], area)).toEqual([]);
  });
});
