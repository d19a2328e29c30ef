export { version } from "ridge:shipped";
