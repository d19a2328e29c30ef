import { message } from "./message.ts";

const orElse = (nearest: readonly string[], known: string) =>
  nearest.length > 0 ? `did you mean ${nearest.map((each) => `\`${each}\``).join(" or ")}?` : `there is ${known}`;

/** What profiles and timing can be told about. */
export const hardwareMessages = {
  "hardware/unknown": message({
    text: (a: { kind: string; of?: string; name: string; nearest: readonly string[]; known: string }) =>
      a.of === undefined ? `no ${a.kind} \`${a.name}\`` : `${a.of} has no ${a.kind} \`${a.name}\``,
    hint: (a) => orElse(a.nearest, a.known),
    explanation: "The device, chip or core is not among the shipped profiles.",
  }),
  "hardware/yaml": message({
    text: (a: { detail: string }) => `the profile is no readable YAML: ${a.detail}`,
    explanation: "A profile is a YAML mapping without aliases.",
  }),
  "hardware/missing-field": message({
    text: (a: { field: string; wanted: string }) => `the profile needs \`${a.field}\`: ${a.wanted}`,
    explanation: "A required field of the profile is absent.",
  }),
  "hardware/unknown-field": message({
    text: (a: { field: string; nearest: readonly string[]; known: string }) => `unknown field \`${a.field}\``,
    hint: (a) => orElse(a.nearest, a.known),
    explanation: "The profile has a field that Ridge does not read; nothing in a profile is ignored silently.",
  }),
  "hardware/quantity": message({
    text: (a: { field: string; unit: string; found: string }) =>
      `\`${a.field}\` must be a positive quantity in ${a.unit}, found ${a.found}`,
    hint: (a) => `{ value: "1 ${a.unit}", source: "...", kind: measured }`,
    explanation: "Every number of a profile is text with its unit, a source and a kind.",
  }),
  "hardware/dtype": message({
    text: (a: { core: string; dtype: string; known: string }) => `\`${a.core}\` has no rate for ${a.dtype}`,
    hint: (a) => `it has ${a.known}`,
    explanation: "The core's profile gives no peak rate for this data type.",
  }),
  "hardware/free-symbols": message({
    text: (a: { symbols: string }) => `a network with ${a.symbols} free has no timing`,
    hint: (a) => `give ${a.symbols} a value`,
    explanation: "Timing needs numbers.",
  }),
} as const;
