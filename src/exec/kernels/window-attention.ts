import { flagOf, numberOf } from "../attributes.ts";
import { inputOf, type Kernel } from "../kernel.ts";
import { imageDims, likeTensor } from "../tensor.ts";
import { attentionScratch, type LogitBias, projectionSpecs, selfAttention } from "./attention.ts";

/** How an image is cut: side of a window, whole windows down and across, and how far rows and columns are rolled. */
interface Cutting {
  readonly side: number;
  readonly down: number;
  readonly across: number;
  readonly shiftDown: number;
  readonly shiftAcross: number;
}

/** The image is filled up with zeros to whole windows; an axis of one window is not rolled. Source: torchvision, swin_transformer.py. */
function cuttingOf(height: number, width: number, side: number, shift: number): Cutting {
  let [down, across] = [0, 0];
  while (down * side < height) down += 1;
  while (across * side < width) across += 1;
  return { side, down, across, shiftDown: down > 1 ? shift : 0, shiftAcross: across > 1 ? shift : 0 };
}

/** Row and column in the filled image of a token of a window, before rolling. */
function placeOf({ side, down, across, shiftDown, shiftAcross }: Cutting, window: number, token: number) {
  const row = Math.floor(window / across) * side + Math.floor(token / side);
  const column = (window % across) * side + (token % side);
  return { row: (row + shiftDown) % (down * side), column: (column + shiftAcross) % (across * side) };
}

/** Rolling joins pixels from both ends of an axis in its last windows; they do not attend to each other. */
function stretchOf(index: number, extent: number, side: number, shift: number): number {
  if (shift === 0) return 0;
  return index < extent - side ? 0 : index < extent - shift ? 1 : 2;
}

/** What is added to the logit of two tokens that must not meet. Source: torchvision, swin_transformer.py. */
const apart = -100;

/** Learned relative positions [(2 side - 1)^2, heads] and the mask of rolled windows. */
function logitBias(cutting: Cutting, heads: number, table: Float32Array | undefined): LogitBias | undefined {
  const { side, down, across, shiftDown, shiftAcross } = cutting;
  if (table === undefined && shiftDown === 0 && shiftAcross === 0) return undefined;
  const regionOf = (window: number, token: number) => {
    const row = Math.floor(window / across) * side + Math.floor(token / side);
    const column = (window % across) * side + (token % side);
    return 3 * stretchOf(row, down * side, side, shiftDown) + stretchOf(column, across * side, side, shiftAcross);
  };
  return (window, head, first, second) => {
    const rows = Math.floor(first / side) - Math.floor(second / side) + side - 1;
    const columns = (first % side) - (second % side) + side - 1;
    const learned = table?.[(rows * (2 * side - 1) + columns) * heads + head] ?? 0;
    return regionOf(window, first) === regionOf(window, second) ? learned : learned + apart;
  };
}

/** Self-attention inside the windows of an image. Source: Liu et al. 2021, arXiv 2103.14030, section 3.2. */
export const windowAttention: Kernel = {
  parameters(inputs, attributes) {
    const [channels] = imageDims(inputOf({ inputs }));
    return projectionSpecs(channels, flagOf(attributes, "bias"));
  },
  /** The image as tokens, before and after. */
  scratch(inputs, attributes) {
    const [channels, height, width] = imageDims(inputOf({ inputs }));
    const { side, down, across } = cuttingOf(height, width, numberOf(attributes, "window"), 0);
    const tokens = [down * across, side ** 2, channels] as const;
    return 2 * down * across * side ** 2 * channels + attentionScratch(tokens);
  },
  run(task) {
    const image = inputOf(task);
    const [channels, height, width] = imageDims(image);
    const { attributes } = task;
    const cutting = cuttingOf(height, width, numberOf(attributes, "window"), numberOf(attributes, "shift"));
    const [windows, length] = [cutting.down * cutting.across, cutting.side ** 2];
    const tokens = new Float32Array(windows * length * channels);
    const forEachPixel = (visit: (pixel: number, token: number) => void) => {
      for (let window = 0; window < windows; window++) {
        for (let token = 0; token < length; token++) {
          const { row, column } = placeOf(cutting, window, token);
          if (row < height && column < width) visit(row * width + column, window * length + token);
        }
      }
    };
    forEachPixel((pixel, token) => {
      for (let c = 0; c < channels; c++) tokens[token * channels + c] = image.data[c * height * width + pixel] ?? 0;
    });
    const bias = logitBias(cutting, numberOf(attributes, "heads"), task.inputs[1]?.data);
    const attended = selfAttention(task, [windows, length, channels], tokens, bias);
    const data = new Float32Array(image.data.length);
    forEachPixel((pixel, token) => {
      for (let c = 0; c < channels; c++) data[c * height * width + pixel] = attended.data[token * channels + c] ?? 0;
    });
    return { outputs: [likeTensor(image, data)], multiplications: attended.multiplications };
  },
};
