import { message } from "./message.ts";

/** What `ridge run` says of networks and values. */
export const runMessages = {
  "run/free": message({
    text: (a: { layer: string | undefined }) =>
      a.layer === undefined
        ? "a network with free parameters cannot be executed"
        : `a network with free parameters cannot be executed: \`${a.layer}\` depends on one`,
    hint: () => "give every parameter a value: res=224",
    explanation: "The executor multiplies numbers: every extent and every repeat must be one.",
  }),
  "run/memory": message({
    text: (a: { layer: string; bytes: number; limit: number }) =>
      `\`${a.layer}\` needs ${a.bytes} bytes of feature maps and parameters at once, and at most ${a.limit} are allowed`,
    hint: () => "a smaller resolution: res=96",
    explanation: "The executor holds the feature maps that are still read, and the parameters of one layer.",
  }),
  "run/id": message({
    text: (a: { found: string; count: number; at: number }) =>
      `value ${a.at} of the ids is \`${a.found}\`: expected a whole number from 0 to ${a.count - 1}`,
    explanation: "An embedding looks up rows by whole numbers.",
  }),
} as const;
