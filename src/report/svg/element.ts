/** Attributes of an element; numbers are rounded to a hundredth, which is finer than a screen. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * A text as XML character data or attribute value; characters that XML 1.0 does not allow become U+FFFD.
 *
 * @example escapeXml('a < b & "c"')  // "a &lt; b &amp; &quot;c&quot;"
 */
export function escapeXml(text: string): string {
  const allowed = text.replace(forbidden, "\ufffd");
  return allowed.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const forbidden = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** One element; the children are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`);
  const open = `<${name}${written.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

function attributeText(value: string | number): string {
  return typeof value === "number" ? numberText(value) : escapeXml(value);
}

/** A coordinate: at most two digits behind the point. */
export function numberText(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** A text at a place. */
export function textElement(text: string, attributes: Attributes): string {
  return element("text", attributes, escapeXml(text));
}

/** A whole picture on a white ground, with a title for readers that do not see it. Sizes in px. */
export function svgDocument(width: number, height: number, title: string, parts: readonly string[]): string {
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "font-family": "Helvetica, Arial, sans-serif",
    "font-size": fontSize,
  };
  const lines = [element("title", {}, escapeXml(title)), element("rect", { width, height, fill: "#ffffff" }), ...parts];
  return `${element("svg", attributes, "\n", ...lines.map((each) => `${each}\n`))}\n`;
}

/** Of texts, in px. */
export const fontSize = 12;

/** Room that a text takes in px, rather too much: fonts differ. */
export function textRoom(text: string, size = fontSize): number {
  return [...text].length * size * 0.6;
}
