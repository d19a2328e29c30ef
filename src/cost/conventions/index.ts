import type { Convention } from "../convention.ts";
import { fvcoreConventions } from "./fvcore.ts";
import { macCounters } from "./mac-counters.ts";
import { onnxTool } from "./onnx-tool.ts";
import { ownConventions } from "./own.ts";
import { parameterConventions } from "./params.ts";
import { ptflopsConventions } from "./ptflops.ts";
import { thop, ultralyticsThop } from "./thop.ts";
import { torchinfo } from "./torchinfo.ts";
import { torchprofile } from "./torchprofile.ts";
import { torchstat } from "./torchstat.ts";

/** The conventions by name, `default` first. */
export const conventions: readonly Convention[] = [
  ...ownConventions,
  torchinfo,
  ...fvcoreConventions,
  ...ptflopsConventions,
  thop,
  ultralyticsThop,
  torchprofile,
  torchstat,
  ...macCounters,
  ...parameterConventions,
  onnxTool,
];
