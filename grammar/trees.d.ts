/** Filled in at build time by `scripts/trees.mjs`: the stored trees of shipped texts, by the whole text. */
declare module "ridge:trees" {
  /** Texts of shipped `.arch` files. */
  export const moduleTrees: ReadonlyMap<string, string>;
  /** Expression texts that fix parameters of shipped networks. */
  export const expressionTrees: ReadonlyMap<string, string>;
}
