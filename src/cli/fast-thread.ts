import { Worker } from "node:worker_threads";
import type { Helper, ThreadWork } from "../exec/index.ts";

/** What a thread runs: the program is one file, so that its code is a text here. */
const script = `
const { parentPort, workerData } = require("node:worker_threads");
const { code, memory, thread } = workerData;
const { exports } = new WebAssembly.Instance(code, { env: { memory, host() {} } });
parentPort.postMessage("ready");
exports.work(thread);
`;

/** Starts a worker thread on its part of a network. Errors: rejects where the system gives none. */
export async function startThread(work: ThreadWork): Promise<Helper> {
  const worker = new Worker(script, { eval: true, workerData: work });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
  return {
    ended: () => ended,
    terminate: async () => {
      await worker.terminate();
    },
  };
}
