/* Bounds on hostile input. Each is far above any network that people write. */

/** UTF-16 units of one source text. */
export const sourceLimit = 4 * 1024 * 1024;
/** Tokens of one source text. */
export const tokenLimit = 400_000;
/** Open brackets around one place, and links of one `^`, postfix or `else if` chain: what later phases recurse over. */
export const depthLimit = 200;
/** Errors that are shown for one source text. */
export const shownErrors = 20;
/** Errors after which the parser gives up. */
export const countedErrors = 200;
