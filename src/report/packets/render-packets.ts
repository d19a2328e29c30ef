import type { KernelRenderOptions } from "../kernel/render-kernel.ts";
import { plain } from "../paint.ts";
import { packetJson } from "./packet-json.ts";
import type { PacketReport } from "./packet-report.ts";
import { packetTable } from "./packet-table.ts";

/** An inner loop in packets for a terminal, or as `ridge.packets/1`. */
export function renderPackets(
  report: PacketReport,
  { format, width, explain, paint = plain }: KernelRenderOptions,
): string {
  return format === "json" ? packetJson(report, explain) : packetTable(report, explain, width, paint);
}
