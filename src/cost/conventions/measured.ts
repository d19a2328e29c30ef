import type { Difference } from "../convention.ts";

/** Networks that the tools were run on, at 224 x 224; what a convention is verified on is taken from these. */
export const measuredNetworks: readonly string[] = [
  "mobilenet_v1",
  "mobilenet_v2",
  "mobilenet_v2_seed",
  "mobilenet_v3_large",
  "mobilenet_v3_small",
  "shufflenet_v2",
  "squeezenet1_1",
  "mnasnet_b1",
  "efficientnet_b0",
  "resnet50",
  "vgg16",
  "googlenet",
  "inception_v3",
  "densenet121",
  "convnext_tiny",
  "vit_b_16",
  "swin_t",
];

/** All of them but a few. */
export function measuredExcept(...left: readonly string[]): readonly string[] {
  return measuredNetworks.filter((each) => !left.includes(each));
}

/** Of tools that read a model's parameters, executed or not. */
export const auxiliaryHeads: readonly Difference[] = [
  {
    network: "googlenet",
    of: "params",
    difference: -6_379_984n,
    reason: "the two auxiliary classifiers are part of the model but not executed",
  },
  {
    network: "inception_v3",
    of: "params",
    difference: -3_326_696n,
    reason: "the auxiliary classifier is part of the model but not executed",
  },
];
