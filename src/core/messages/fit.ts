import { message } from "./message.ts";

const didYouMean = (nearest: readonly string[]) =>
  nearest.length === 0 ? undefined : `did you mean ${nearest.map((each) => `\`${each}\``).join(" or ")}?`;

/** Some of a list that may be long. */
const some = (names: readonly string[]) =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")}, ...` : names.join(", ");

/** What fitting constants of profiles to measurements is told about. */
export const fitMessages = {
  "fit/nothing-to-fit": message({
    text: (a: { what: string; why: string; devices: readonly string[]; dsps: readonly string[] }) =>
      `nothing of ${a.what} can be fitted: ${a.why}`,
    hint: (a) =>
      [
        ...(a.devices.length === 0 ? [] : [`clock, inference and floatEdges of ${some(a.devices)}`]),
        ...(a.dsps.length === 0 ? [] : [`packet of ${some(a.dsps)}`]),
      ].join("; "),
    explanation:
      "Three constants of a device with a DSP can be fitted, its clock, the time to hand an inference over and the rate at which floats of " +
      "inputs and outputs are converted; and the pace of packets, which all devices of one DSP profile share. All other values of " +
      "profiles are facts or assumptions with a source of their own.",
  }),
  "fit/no-rows": message({
    text: (a: { file: string; of: string; nearest: readonly string[]; known: readonly string[] }) =>
      `\`${a.file}\` has no rows of ${a.of}`,
    hint: (a) => didYouMean(a.nearest) ?? (a.known.length === 0 ? undefined : `it has rows of ${some(a.known)}`),
    explanation:
      "Constants are fitted to the rows of a table that name the device, ran on its DSP and have the data type of `--dtype`.",
  }),
  "fit/network": message({
    text: (a: { network: string; of: string; nearest: readonly string[]; known: readonly string[] }) =>
      `no row of ${a.of} measures \`${a.network}\``,
    hint: (a) => didYouMean(a.nearest) ?? `there is ${some(a.known)}`,
    explanation:
      "`--networks` names networks as the column `network` of the table does; rows of others are predicted, not fitted to.",
  }),
  "fit/incomplete": message({
    text: (a: { profile: string; file: string; networks: readonly string[] }) =>
      `no device with \`${a.profile}\` has rows of all of ${a.networks.join(", ")} in \`${a.file}\``,
    hint: () => "name fewer networks, or fit each device for itself",
    explanation:
      "The pace of packets is fitted on devices that were measured with every network of `--networks`; others would say too little.",
  }),
  "fit/too-few-rows": message({
    text: (a: { rows: number; constants: number }) =>
      `${a.rows} ${a.rows === 1 ? "row is" : "rows are"} too few for ${a.constants} ${a.constants === 1 ? "constant" : "constants"}`,
    hint: (a) => `name more networks, or give more rows: ${a.constants + 1} at least`,
    explanation:
      "As many rows as constants are always met, whatever they say, and nothing tells how certain the constants are. A single ratio to another " +
      "device (`--from`) needs fewer rows.",
  }),
  "fit/few-rows": message({
    severity: "warning",
    text: (a: { rows: number; constants: number }) =>
      `${a.rows} rows for ${a.constants} ${a.constants === 1 ? "constant" : "constants"} leave one to judge them by`,
    hint: () => "name more networks, or give more rows",
    explanation: "With one row more than constants the standard errors rest on a single difference.",
  }),
  "fit/uncertain": message({
    severity: "warning",
    text: (a: { constant: string; percent: string | undefined }) =>
      a.percent === undefined
        ? `the rows do not tell ${a.constant} from the other constants`
        : `${a.constant} is known to ± ${a.percent} % only`,
    hint: () => "networks of another size or kind, or of another data type, may tell more",
    explanation:
      "A constant whose standard error is above half of its value, or that the rows say nothing about, stands for little; it should not be " +
      "read as a figure of the chip.",
  }),
  "fit/left-out": message({
    severity: "warning",
    text: (a: { rows: number; reason: string }) =>
      `${a.rows === 1 ? "a row" : `${a.rows} rows`} outside of the fit cannot be predicted: ${a.reason}`,
    explanation:
      "Rows of networks that `--networks` does not name are predicted with the fitted constants where that is possible.",
  }),
  "fit/no-profile": message({
    text: (a: { profile: string }) => `\`${a.profile}\` is no device: there is no profile of a device to write`,
    hint: () => "fit one of its devices, or write -f json",
    explanation:
      "YAML output is the profile of a device of one's own with the fitted values; a joint fit is of several.",
  }),
} as const;
