import { readFileSync } from "node:fs";
import type { FitBaseline, FitPart, Validation } from "../src/sim/index.ts";
import { carriedOver, dspValidation, unitOf } from "./dsp-fidelity.ts";

const percent = (value: number | undefined) => (value === undefined ? "-" : value.toFixed(1));

/** The part of docs/fidelity.md on DSPs: the figures of today, how the model is made, and its log. */
export async function dspSection(): Promise<readonly string[]> {
  const validation = await dspValidation();
  const devices = [...new Set(validation.rows.map(({ measurement }) => measurement.device))];
  const carried = carriedOver("qcs8550", "snapdragon-8gen3", "resnet50");
  return [
    "## Networks on Hexagon",
    "",
    "`ridge validate measurements/hexagon.csv --fitted-on resnet50,squeezenet1_1,mobilenet_v2` predicts",
    `${validation.rows.length} published latencies of ${devices.length} chips; [all figures](../reports/samples/hexagon.md), [as a picture](../reports/samples/hexagon.svg). Errors in percent:`,
    "",
    "| rows | dtype | n | mean | median | max | bias |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ...partRows(validation),
    "",
    "*Anchored* are chips with rows of ResNet-50 alone, which gave each of them its one ratio. Models of MACs alone, fitted on the same networks per chip,",
    "runtime and data type, on the rows outside (below 1 the simpler model is the better one):",
    "",
    "| model | dtype | n | mean | Ridge's mean | ratio |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    ...(validation.fit?.baselines ?? []).map(rivalRow),
    "",
    "In int8 the networks of the fit are two, ResNet-50 and SqueezeNet 1.1, and the only one outside is ResNet-18, dense like them and between",
    "them in MACs: a line through two points per chip and runtime interpolates it about as well as the simulator, which has three constants",
    "per chip for both data types and runtimes. In fp16, where MobileNetV3-Large stands outside too, no line does.",
    "",
    `Chips carry over: QCS8550 (v73) from the constants of Snapdragon 8 Gen 3 (v75), ${carried.ratio.toFixed(3)} times as fast by its rows of ResNet-50, has a mean error of ${percent(carried.all)} %`,
    `(${percent(carried.anchor)} % on ResNet-50, ${percent(carried.others)} % on the other networks).`,
    "",
    "| chip | DSP | clock | hand-over | float edges | kind |",
    "| --- | --- | ---: | ---: | ---: | --- |",
    ...devices.map(chipRow),
    "",
    readFileSync("scripts/fidelity-log-dsp.md", "utf8").trim(),
  ];
}

const partNames: Readonly<Record<FitPart, string>> = {
  fitted: "networks of the fit",
  anchored: "anchored chips",
  outside: "networks outside",
};

function partRows({ fit }: Validation): readonly string[] {
  return (fit?.summaries ?? []).map(({ part, dtype = "all", rows, figures }) => {
    const { mape, medianApe, maxApe, bias } = figures;
    return `| ${[partNames[part], dtype, rows, ...[mape, medianApe, maxApe, bias].map(percent)].join(" | ")} |`;
  });
}

function rivalRow({ rival, dtype = "all", rows, figures, ridge, factor }: FitBaseline): string {
  const name = rival === "linear" ? "a + b x MACs" : "c x MACs";
  return `| ${[name, dtype, rows, percent(figures.mape), percent(ridge.mape), percent(factor)].join(" | ")} |`;
}

function chipRow(device: string): string {
  const { core, clock, inference, floatEdges } = unitOf(device);
  const kinds = [...new Set([clock, inference, floatEdges].map((each) => each.kind))].join(", ");
  return `| ${[device, core.name, clock.text, inference.text, floatEdges.text, kinds].join(" | ")} |`;
}
