import { membersOf, resources, slots } from "../../sim/index.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { type PacketReport, threadMacRate, workOf } from "./packet-report.ts";

/** `ridge.packets/1`: packets and cycles per iteration of one thread, what binds, work per resource; with `explain` the packets. */
export function packetJson(report: PacketReport, explain: boolean): string {
  const { loop, core, run } = report;
  const { bounds, schedule, program } = run;
  const { machine } = program;
  const value: JsonValue = {
    schema: "ridge.packets/1",
    kernel: loop.name,
    core,
    instructions: loop.body.length,
    macs: loop.macs,
    elements: loop.elements,
    packets: run.packetsPerIteration,
    stalls: run.stallsPerIteration,
    cycles: run.cyclesPerIteration,
    fillCycles: run.fillCycles,
    cyclesPerElement: run.cyclesPerElement,
    macsPerCycle: threadMacRate(report) ?? null,
    vectorRegisters: schedule.vectors,
    vectorContexts: machine.vectorContexts,
    bound: run.bound,
    bindingResource: run.bindingResource,
    bounds: {
      resources: bounds.resources.packets,
      busiest: bounds.resources.busiest,
      recurrence: bounds.recurrence.packets,
      chain: bounds.recurrence.chain,
    },
    resources: Object.fromEntries(resources.map((each) => [each, workOf(run, each, resources)])),
    schedule: explain ? scheduleJson(report) : undefined,
  };
  return `${jsonText(value, 2)}\n`;
}

/** Packet by packet; `iteration` 1 belongs to the iteration before that of 0. */
function scheduleJson({ run, loop }: PacketReport): JsonValue {
  const { packets, interval } = run.schedule;
  return packets.map((packet) =>
    packet.map(({ index, time, resources: taken }) => {
      const members = membersOf(taken);
      return {
        index,
        text: loop.body[index]?.text ?? "",
        slot: slots.findIndex((each) => members.includes(each)),
        pipes: members.filter((each) => !slots.some((slot) => slot === each)),
        iteration: Math.floor(time / interval),
      };
    }),
  );
}
