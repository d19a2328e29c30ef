import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * For esbuild: puts the parser and the formatter behind functions that start them on their first call. Getting the
 * parser ready takes longer than most runs of the program, and many of them need it for nothing.
 */
export const lazyParser = {
  name: "lazy-parser",
  setup(build) {
    const filter = /\/grammar\/(parser|format)\.ts$/;
    build.onLoad({ filter }, ({ path, suffix }) => {
      if (suffix === "?started") return undefined;
      const names = [...readFileSync(path, "utf8").matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
      const started = JSON.stringify(`${path}?started`);
      const functions = names.map(
        (name) => `export function ${name}(...given) { return require(${started}).${name}(...given); }`,
      );
      return { contents: functions.join("\n"), loader: "js", resolveDir: dirname(path) };
    });
  },
};
