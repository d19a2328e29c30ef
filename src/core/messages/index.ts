import { claimMessages } from "./claim.ts";
import { compareMessages } from "./compare.ts";
import { fitMessages } from "./fit.ts";
import { graphMessages } from "./graph.ts";
import { hardwareMessages } from "./hardware.ts";
import { measurementMessages } from "./measurement.ts";
import type { Message } from "./message.ts";
import { modelMessages } from "./model.ts";
import { onnxMessages } from "./onnx.ts";
import { operatorMessages } from "./operator.ts";
import { runMessages } from "./run.ts";
import { runtimeMessages } from "./runtime.ts";
import { syntaxMessages } from "./syntax.ts";
import { usageMessages } from "./usage.ts";

/** Every text that Ridge can say about its input, by stable code `area/kebab-case`. */
export const messages = {
  ...syntaxMessages,
  ...modelMessages,
  ...claimMessages,
  ...operatorMessages,
  ...hardwareMessages,
  ...runMessages,
  ...runtimeMessages,
  ...graphMessages,
  ...usageMessages,
  ...compareMessages,
  ...measurementMessages,
  ...fitMessages,
  ...onnxMessages,
} as const;

export type MessageCode = keyof typeof messages;

export type MessageArguments<C extends MessageCode> = (typeof messages)[C] extends Message<infer A> ? A : never;
