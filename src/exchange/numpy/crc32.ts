/** Remainders of all bytes by the polynomial 0xedb88320 (bits reversed). Source: ISO 3309; RFC 1952, section 8. */
const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ 0xedb88320;
  return rest;
});

/**
 * The checksum of ZIP archives.
 *
 * @example crc32(new TextEncoder().encode("123456789"))  // 3421780262
 */
export function crc32(bytes: Uint8Array): number {
  let rest = -1;
  for (let at = 0; at < bytes.length; at++) {
    rest = (rest >>> 8) ^ (remainders[(rest ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  }
  return ~rest >>> 0;
}
