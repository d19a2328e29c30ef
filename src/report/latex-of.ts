/** A formula, as `toText` prints it, in LaTeX. Loads mathjs, which nothing else needs. */
export async function latexOf(formula: string): Promise<string> {
  const { formulaTex } = await import("./formula-tex.ts");
  return formulaTex(formula);
}
