/** CRC-32 as in zlib, gzip and PNG: polynomial 0xEDB88320, reflected. Here in plain code, as the protocol has no platform. */

const table = new Uint32Array(256)
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1
  table[byte] = remainder >>> 0
}

/** Of a stretch of bytes, from 0 to 2^32 - 1. */
export type Crc32 = (bytes: Uint8Array) => number

export const crc32: Crc32 = (bytes) => {
  let remainder = 0xffffffff
  for (const byte of bytes) remainder = (table[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8)
  return (remainder ^ 0xffffffff) >>> 0
}
