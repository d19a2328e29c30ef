import { setFlagsFromString } from "node:v8";

/**
 * A command runs for about a second, in which the optimising compiler takes as much time as the work itself. So functions are
 * optimised later than by default, after three times as many interrupts; `npm run bench` tells what it gives.
 */
setFlagsFromString("--interrupt-budget=400000");
