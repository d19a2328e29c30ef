import "./tier-up.ts";
import { isMainThread } from "node:worker_threads";
import { checkInWorker } from "./check-worker.ts";
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

if (isMainThread) {
  const program = import.meta.url.endsWith(".js") ? new URL(import.meta.url) : undefined;
  const terminal = processTerminal(program);
  process.on("SIGINT", () => process.exit(130));
  process.exitCode = await run(process.argv.slice(2), terminal);
} else {
  await checkInWorker();
}
