import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

const terminal = processTerminal();
process.on("SIGINT", () => process.exit(130));
process.exitCode = await run(process.argv.slice(2), terminal);
