export type { CheckRequest } from "./check-file.ts";
export { checkFile } from "./check-file.ts";
