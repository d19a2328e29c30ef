/** The names of all elements of an XML text in order; throws where tags do not match, a quote or a sign is left open. */
export function elementsOf(xml: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const token = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][A-Za-z0-9:-]*="[^"<]*")*)\s*(\/?)>|([^<>]+)/gy;
  let at = 0;
  for (const match of xml.matchAll(token)) {
    if (match.index !== at) break;
    at += match[0].length;
    const [, closing, name = "", attributes = "", isEmpty, text] = match;
    if (/&(?!(amp|lt|gt|quot);)/.test(text ?? attributes)) throw new Error(`a bare & in ${match[0]}`);
    if (text !== undefined) continue;
    if (closing === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    names.push(name);
    if (isEmpty !== "/") open.push(name);
  }
  if (at !== xml.length) throw new Error(`no markup at ${xml.slice(at, at + 40)}`);
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return names;
}
