/** The shipped measurements, each with the error of its prediction, for error bands. */
export { ratedCases } from "ridge:shipped";
