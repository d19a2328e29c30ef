/** A percentage with one digit behind the point; `-` where there is none. */
export function percentText(value: number | undefined): string {
  return value === undefined ? "-" : withoutMinusZero(value.toFixed(1));
}

/** The same with its sign. */
export function signedText(value: number | undefined): string {
  if (value === undefined) return "-";
  const text = percentText(value);
  return value > 0 && text !== "0.0" ? `+${text}` : text;
}

/** Milliseconds with three digits, or all in front of the point. */
export function millisecondsText(value: number | undefined): string {
  if (value === undefined) return "-";
  return value >= 100
    ? value.toFixed(1)
    : value >= 10
      ? value.toFixed(2)
      : value >= 0.001
        ? value.toFixed(3)
        : value.toPrecision(2);
}

function withoutMinusZero(text: string): string {
  return /^-0\.0+$/.test(text) ? text.slice(1) : text;
}
