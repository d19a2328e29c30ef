/** What tables call a network: A, B, C ... */
export function labelOf(network: number): string {
  return String.fromCharCode("A".charCodeAt(0) + network);
}

/** Networks that one comparison takes. */
export const mostNetworks = 26;
