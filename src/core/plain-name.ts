/**
 * The letters and digits of a name, in lower case: what is left of it where case and separators do not count.
 *
 * @example plainName("EfficientNet-B0")  // "efficientnetb0"
 */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
