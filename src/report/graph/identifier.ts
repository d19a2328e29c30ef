/**
 * A path as an identifier of ASCII letters, digits and `_`, which no other path gives: a dot becomes `__`, a character that is no ASCII
 * letter or digit `_u` and the four hexadecimal digits of each of its UTF-16 units. A single `_` between letters or digits stays.
 *
 * @example identifierOf("stages.3.conv_bn_2.α")  // "stages__3__conv_bn_2___u03b1"
 */
export function identifierOf(path: string): string {
  let text = "";
  for (let at = 0; at < path.length; at++) {
    const unit = path.charAt(at);
    if (/[A-Za-z0-9]/.test(unit) || isPlainLine(path, at)) text += unit;
    else text += unit === "." ? "__" : `_u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }
  return text;
}

/** Whether a `_` cannot be read as part of anything else: what follows is a letter or digit, and no escaped unit. */
function isPlainLine(path: string, at: number): boolean {
  return path[at] === "_" && /^_(?!u[0-9a-f]{4})[A-Za-z0-9]/.test(path.slice(at, at + 6));
}
