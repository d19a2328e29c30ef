import { intsOf, textOf } from "../attributes.ts";
import type { OnnxNode } from "../model.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { axisSize, dimsOf } from "../view.ts";

/** `Resize` and `Upsample`, whose scales are input `scalesAt`. */
export function resize(node: OnnxNode, t: Translation, scalesAt: number): void {
  const flow = t.flow(node, 0);
  const image = t.image(flow);
  const mode = textOf(node, "mode", "nearest");
  const language = mode === "nearest" ? "nearest" : mode === "linear" || mode === "bilinear" ? "bilinear" : undefined;
  if (language === undefined) throw new Unsupported(`mode ${mode}`);
  const dims = dimsOf(flow);
  const rank = dims.length;
  const sizes = t.integers(node, scalesAt + 1, "sizes");
  const given = t.constant(node, scalesAt, "scales");
  const scales =
    given !== undefined && given.count > 0 ? [...given.values()] : (node.attributes.get("scales")?.floats ?? []);
  const axes = intsOf(node, "axes")?.map((each) => t.axis(each, rank)) ?? dims.map((_, axis) => axis);
  const hasSizes = sizes !== undefined && sizes.length > 0;
  const wanted = dims.map((size, axis) => {
    const place = axes.indexOf(axis);
    if (place < 0) return size;
    return hasSizes ? (sizes[place] ?? size) : Math.floor(size * (scales[place] ?? 1) + 1e-6);
  });
  if (wanted.some((each, axis) => each < 1 || (axis < 2 && each !== dims[axis]))) {
    t.mismatch(`${dims.join("x")} cannot be resized to ${wanted.join("x")}`);
  }
  const isLine = rank === 3;
  const [, height = 1, width = 1] = image.own.map(axisSize);
  const h = isLine ? 1 : (wanted[2] ?? 1);
  const w = wanted[rank - 1] ?? 1;
  if (h === height && w === width) {
    t.set(node.outputs[0], flow);
    return;
  }
  const otherwise = otherSampling(node, language);
  const factor = [h / height, w / width];
  const isWhole = factor.every((each) => Number.isInteger(each));
  const [tensor = image.tensor] = isWhole
    ? t.emit("upsample", [image.tensor], {
        attributes: { f: factor[0] === factor[1] ? (factor[0] ?? 1) : factor, mode: language },
        otherwise,
      })
    : t.emit("resize", [image.tensor], { attributes: { h, w, mode: language }, otherwise });
  const made = t.plain(tensor);
  t.set(node.outputs[0], isLine ? { ...made, axes: [[], made.own[0] ?? [], made.own[2] ?? []] } : made);
}

/** Where the samples lie, if not where the language's operators take them: nearest as i * in / out rounded down, linear centre to centre. */
function otherSampling(node: OnnxNode, mode: "nearest" | "bilinear"): string | undefined {
  const usual = node.opType === "Upsample" ? "asymmetric" : "half_pixel";
  const place = textOf(node, "coordinate_transformation_mode", usual);
  const rounding = textOf(node, "nearest_mode", node.opType === "Upsample" ? "floor" : "round_prefer_floor");
  const isUsual =
    mode === "bilinear"
      ? place === "half_pixel" || place === "pytorch_half_pixel"
      : (place === "asymmetric" && rounding === "floor") ||
        (place === "half_pixel" && rounding === "round_prefer_floor");
  return isUsual ? undefined : `samples are placed by ${place}${mode === "nearest" ? `, ${rounding}` : ""}`;
}
