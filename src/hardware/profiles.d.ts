/** Filled in at build time by `scripts/shipped.mjs`. */
declare module "ridge:profiles" {
  /** The stored trees of shipped profiles, by the whole text. */
  export const profileTrees: ReadonlyMap<string, string>;
}
