import { message } from "./message.ts";

/** What the operators' shape rules say. Numbers and shapes arrive as text. */
export const operatorMessages = {
  "shape/rank": message({
    text: (a: { operator: string; wanted: string; found: string }) =>
      `\`${a.operator}\` needs ${a.wanted}, found ${a.found}`,
    hint: (a) => layoutHint(a.wanted, a.found),
    explanation:
      "The operator reads its tensor in another layout: images are [C, H, W], vectors [D], tokens [P, L, D].",
  }),
  "shape/groups": message({
    text: (a: { groups: string; channels: string; what: string }) =>
      `\`g=${a.groups}\` does not divide the ${a.channels} ${a.what} channels`,
    label: (a) => remainder(a.groups, a.channels),
    hint: (a) => divisorsHint(a.channels),
    explanation:
      "A grouped convolution deals its input and output channels out to g equal groups, so g must divide both.",
  }),
  "shape/divides": message({
    text: (a: { operator: string; divisor: string; dividend: string; what: string }) =>
      `\`${a.operator}\` needs ${a.divisor} to divide the ${a.what}, which is ${a.dividend}`,
    label: (a) => remainder(a.divisor, a.dividend),
    explanation: "The operator cuts a dimension into equal parts; the number of parts must divide it.",
  }),
  "shape/empty-output": message({
    text: (a: { operator: string; input: string; kernel: string }) =>
      `\`${a.operator}\` has no output: a ${a.kernel} window does not fit into ${a.input}`,
    hint: () => "use a larger `res`, a smaller kernel or `pad=same`",
    explanation: "The window is larger than the padded input, so there is not a single position for it.",
  }),
  "shape/mismatch": message({
    text: (a: { operator: string; first: string; second: string }) =>
      a.operator === "concat"
        ? `\`concat\` needs shapes equal except along the joined axis, found ${a.first} and ${a.second}`
        : `\`${a.operator}\` needs equal shapes, found ${a.first} and ${a.second}`,
    hint: (a) =>
      a.operator === "add" ? "`add(x, broadcast=true)` spreads dimensions of 1, and [D] on the features" : undefined,
    explanation: "`add` joins tensors of one shape unless it is asked to spread; concat leaves one axis free.",
  }),
  "shape/broadcast": message({
    text: (a: { operator: string; first: string; second: string }) =>
      `\`${a.operator}\` cannot spread ${a.first} and ${a.second} over each other`,
    explanation:
      "Each dimension must be equal on both sides or 1 on one of them: [C, 1, 1], [1, H, W] and [1, 1, 1] spread over an image, " +
      "a vector [D] over the features of an image or of tokens.",
  }),
  "shape/operand": message({
    text: (a: { operator: string; wanted: string; found: string }) =>
      `\`${a.operator}\` needs ${a.wanted} here, found ${a.found}`,
    explanation:
      "The layout is right and the dimensions are not: they follow from the other tensor or from the operator's arguments.",
  }),
  "shape/reshape": message({
    text: (a: { operator: string; found: string; elements: string; wanted: string; wantedElements: string }) =>
      `\`${a.operator}\` cannot read the ${a.elements} elements of ${a.found} as ${a.wanted}, which has ${a.wantedElements}`,
    explanation: "Reshaping moves no element, so the product of the dimensions stays.",
  }),
  "shape/order": message({
    text: (a: { axes: number; found: string }) => `\`order=${a.found}\` is no order of ${a.axes} axes`,
    hint: (a) => `each of 0 to ${a.axes - 1} once`,
    explanation: "`rearrange` names each axis of `from` once, the one that comes first at first, counted from 0.",
  }),
  "shape/slice": message({
    text: (a: { from: string; to: string; axis: string; extent: string }) =>
      `\`slice\` from ${a.from} to ${a.to} is not inside axis ${a.axis}, which has ${a.extent}`,
    hint: (a) => `0 <= from < to <= ${a.extent}; \`to\` itself is not taken`,
    explanation: "A slice takes the indices from `from` up to, and without, `to`.",
  }),
  "shape/cropped": message({
    text: (a: { operator: string; written: string }) =>
      `\`${a.operator}\` has no output: \`pad\` crops all of the ${a.written} that it writes`,
    explanation: "The padding of a transposed convolution takes rows and columns off its output.",
  }),
  "shape/out-pad": message({
    text: (a: { found: string; stride: string; dilation: string }) =>
      `\`out_pad\` is ${a.found}, which is less than neither the stride ${a.stride} nor the dilation ${a.dilation}`,
    explanation: "The extra rows of a transposed convolution choose among the sizes that one stride makes equal.",
  }),
  "shape/pool-pad": message({
    text: (a: { operator: string; found: string; kernel: string }) =>
      `\`pad\` of \`${a.operator}\` is ${a.found}, more than half of its ${a.kernel} window`,
    explanation:
      "With more padding a window could lie in it altogether; `pad(p)` before the pooling adds zeros that count.",
  }),
  "shape/not-integer": message({
    text: (a: { what: string; value: string }) => `${a.what} must be an integer, found ${a.value}`,
    hint: (a) => (/^\d+\/\d+$/.test(a.value) ? "use make_divisible(..), round(..) or floor(..)" : undefined),
    explanation:
      "Channels, kernels and extents are counts. Widths scaled by a real factor are rounded in the text, as the paper rounds them.",
  }),
  "shape/too-large": message({
    text: (a: { what: string; value: string }) => `${a.what} is ${a.value}, larger than 2^31 - 1`,
    explanation: "No dimension may exceed 2147483647.",
  }),
  "shape/not-positive": message({
    text: (a: { what: string; value: string; minimum: string }) =>
      `${a.what} must be at least ${a.minimum}, found ${a.value}`,
    explanation: "Counts such as channels, kernels and strides start at one.",
  }),
} as const;

/** What reads an image as tokens, or tokens as an image. */
function layoutHint(wanted: string, found: string): string | undefined {
  if (/^tokens (?!made)/.test(wanted) && found.startsWith("image"))
    return "`tokens` reads the pixels of an image as tokens";
  if (wanted.startsWith("an image") && found.startsWith("tokens")) return "`to_image(h, w)` reads tokens as an image";
  return undefined;
}

/** `32 mod 12 = 8`, where both are numbers. */
function remainder(divisor: string, dividend: string): string | undefined {
  if (!/^\d+$/.test(divisor) || !/^\d+$/.test(dividend) || divisor === "0") return undefined;
  return `${dividend} mod ${divisor} = ${BigInt(dividend) % BigInt(divisor)}`;
}

/** The divisors of a small number, as something to choose from. */
function divisorsHint(channels: string): string | undefined {
  if (!/^\d{1,5}$/.test(channels)) return undefined;
  const total = Number(channels);
  const divisors = Array.from({ length: total }, (_, index) => index + 1).filter((each) => total % each === 0);
  const shown = divisors.length > 12 ? [...divisors.slice(0, 8), "...", ...divisors.slice(-3)] : divisors;
  return total < 1 ? undefined : `use one of ${shown.join(", ")} (${channels} is depthwise)`;
}
