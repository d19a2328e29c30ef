export { archText, inTextOrder } from "./arch-text.ts";
