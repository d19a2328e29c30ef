import fc from "fast-check";

/**
 * Property tests draw the same values in each run of the suite, so that a change is judged by what it changes. Other values:
 * `RIDGE_SEED=7 npx vitest run test/properties`; `npm run verify` draws new ones each time. A failure prints its seed.
 */
const seed = Number(process.env.RIDGE_SEED ?? 20_261);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
