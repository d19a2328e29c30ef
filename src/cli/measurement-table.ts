import { mostMeasurements } from "../sim/index.ts";
import { decodeSource, type ReadResult, readSource } from "./file.ts";
import type { Session } from "./session.ts";

/** Largest table that is read, in bytes: some 600 for each of the rows that it may have. */
const tableBound = { bytes: 64 * 1024 * 1024, hint: `a table has at most ${mostMeasurements} rows; split the file` };

/** The text of a table of measurements: of a file, or of standard input for `-`. */
export async function readTable(file: string, { terminal }: Session): Promise<ReadResult> {
  if (file === "-") return decodeSource(await terminal.readInput(tableBound.bytes), "<stdin>", tableBound);
  return readSource(file, file, tableBound);
}
