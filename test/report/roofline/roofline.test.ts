import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/core/display-width.ts";
import { renderRoofline, rooflineView } from "../../../src/report/index.ts";
import { BrailleCanvas } from "../../../src/report/roofline/braille.ts";
import { lowestPoints, rooflineRange } from "../../../src/report/roofline/roofline-view.ts";
import { elementsOf } from "../svg/well-formed.ts";
import { deepTiming } from "./deep-timing.ts";

const about = { network: "MobileNetV2", arguments: [], dtype: "fp32" };
const view = rooflineView(deepTiming("mobilenet_v2"), about);

describe("rooflineView", () => {
  it("places the first convolution where its counts put it", () => {
    const [stem] = view.points;
    // 10,838,016 MACs over 602,112 + 3,456 + 1,605,632 bytes and 10,838,016 / 4 cycles; under the peak of 4.
    expect(stem?.layer.cost.layer.name).toBe("stem.conv");
    expect(stem?.intensity).toBeCloseTo(10_838_016 / 2_211_200, 9);
    expect([stem?.macRate, stem?.roof, stem?.share]).toEqual([4, 4, 1]);
  });

  it("has the slope of the DRAM for a roof where little is computed per byte", () => {
    const classifier = view.points.at(-1);
    // 1,280,000 MACs; 1280 inputs, 1,281,000 weights and biases, 1000 outputs of four bytes.
    const intensity = 1_280_000 / (4 * (1280 + 1_281_000 + 1000));
    expect(classifier?.intensity).toBeCloseTo(intensity, 9);
    expect(classifier?.roof).toBeCloseTo(intensity * 5, 9);
  });

  it("has a point for each layer with MACs, and names the others", () => {
    expect(view.points.length + view.others.length).toBe(view.timing.layers.length);
    // 52 convolutions and a linear layer
    expect(view.points.length).toBe(53);
  });

  it("finds the layers that lie lowest, the lowest first", () => {
    const shares = lowestPoints(view, 100).map((each) => each.share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    // Of seven slow-downs one leaves a layer as it is.
    expect(shares[0]).toBeCloseTo(1 / 4, 9);
    expect(shares.length).toBe(view.points.filter((each) => each.share < 0.99).length);
    expect(lowestPoints(view, 3).length).toBe(3);
  });

  it("shows every point and every roof", () => {
    const { x, y } = rooflineRange(view);
    for (const { intensity, macRate } of view.points) {
      expect(intensity >= x[0] && intensity <= x[1] && macRate >= y[0] && macRate <= y[1]).toBe(true);
    }
    expect(y[1]).toBeGreaterThan(Math.max(...view.timing.ceilings.macRate.values()));
  });
});

describe("the plot in a terminal", () => {
  const lines = renderRoofline(view, { format: "table", width: 80 }).split("\n");

  it("takes 80 columns and 24 lines with its heading", () => {
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
    expect(lines.findIndex((each) => each.startsWith("P pointwise"))).toBeLessThanOrEqual(24);
  });

  it("has a letter per kind of layer, and names every roof once", () => {
    const plot = lines.slice(0, 24).join("\n");
    for (const letter of ["P", "D", "S", "L"]) expect(plot.split("│").join("")).toContain(letter);
    for (const name of ["L1 16 B/cycle", "L2 8 B/cycle", "DRAM 5 B/cycle", "fp32 4 MAC/cycle", "int8 16 MAC/cycle"])
      expect(plot.split(name).length, name).toBe(2);
  });

  it("sets its marks in proportion: a decade takes as many columns everywhere", () => {
    const [axis = "", values = ""] = lines
      .slice(-1 - lines.length)
      .filter((each) => /[└]/.test(each) || /^ +0\.1 /.test(each));
    const columnOf = (tick: string) => axis.indexOf("┬", values.indexOf(` ${tick} `));
    const decade = columnOf("1") - columnOf("0.1");
    expect(Math.abs(columnOf("10") - columnOf("1") - decade)).toBeLessThanOrEqual(1);
  });

  it.each([40, 60, 120])("keeps to %d columns", (width) => {
    const narrow = renderRoofline(view, { format: "table", width }).split("\n");
    expect(Math.max(...narrow.map(displayWidth))).toBeLessThanOrEqual(width);
  });

  it("lists the lowest layers", () => {
    const [lowest] = lowestPoints(view, 1);
    expect(lines.join("\n")).toContain(lowest?.layer.cost.layer.name ?? "nothing");
    expect(lines.join("\n")).toContain("25 %");
  });
});

describe("the picture", () => {
  it("is well formed, with a marker for each layer and each entry of the legend", () => {
    const names = elementsOf(renderRoofline(view, { format: "svg", width: 80 }));
    const markers = names.filter((each) => each === "circle" || each === "polygon").length;
    expect(markers).toBe(53 + 4);
  });
});

describe("BrailleCanvas", () => {
  it("sets the dots of a cell in the order of Unicode", () => {
    const canvas = new BrailleCanvas(2, 1);
    // Dots 1 to 8: the left column 1 2 3 7, the right one 4 5 6 8.
    const order = [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
      [0, 3],
      [1, 3],
    ] as const;
    const seen = order.map(([x, y]) => {
      const single = new BrailleCanvas(1, 1);
      single.set(x, y);
      return single.character(0, 0).codePointAt(0);
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((bit) => 0x2800 + (1 << bit)));
    canvas.set(5, 0);
    canvas.set(-1, 0);
    expect([canvas.character(0, 0), canvas.character(1, 0)]).toEqual([" ", " "]);
  });
});
