export * from "./diagnostic.ts";
export * from "./internal-error.ts";
export * from "./messages/index.ts";
export { type Message, message } from "./messages/message.ts";
export * from "./line-column.ts";
export * from "./rational.ts";
export * from "./source.ts";
export * from "./suggest.ts";
