/** CRC-32 in plain JavaScript, for runtimes that have no other: the CRC of zlib, gzip and PNG. RFC 1952 §8 */

/** The generator polynomial, lowest power first. */
const POLYNOMIAL = 0xedb88320;

/** Bytes that one step takes. 16 in words: 1.5 GB/s in V8; 8 or 16 single bytes: 0.9 GB/s. */
const STEP = 16;

/** Table k holds the CRC of each byte with k zeros after it. Made at the first call. */
let tables: Int32Array | undefined;

/** The CRC of `bytes`, or of all before them too where `previous` is their CRC: an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  tables ??= makeTables();
  // Words must be aligned, and are little-endian wherever JavaScript runs.
  const head = -bytes.byteOffset & 3;
  if (bytes.length < head + STEP) return ~byBytes(tables, bytes, ~previous) >>> 0;
  const steps = Math.floor((bytes.length - head) / STEP);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, steps * 4);
  let crc = byBytes(tables, bytes.subarray(0, head), ~previous);
  crc = byWords(tables, words, crc);
  crc = byBytes(tables, bytes.subarray(head + steps * STEP), crc);
  return ~crc >>> 0;
}

function makeTables(): Int32Array {
  const made = new Int32Array(256 * STEP);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256]!;
    made[at] = (before >>> 8) ^ made[before & 255]!;
  }
  return made;
}

function byBytes(t: Int32Array, bytes: Uint8Array, crc: number): number {
  for (const byte of bytes) crc = (crc >>> 8) ^ t[(crc ^ byte) & 255]!;
  return crc;
}

/** Slicing: the 16 look-ups of a step do not wait for each other. Kounavis and Berry, 2005 */
function byWords(t: Int32Array, words: Int32Array, crc: number): number {
  for (let i = 0; i < words.length; i += 4) {
    const a = crc ^ words[i]!;
    const b = words[i + 1]!;
    const c = words[i + 2]!;
    const d = words[i + 3]!;
    crc =
      t[3840 + (a & 255)]! ^
      t[3584 + ((a >>> 8) & 255)]! ^
      t[3328 + ((a >>> 16) & 255)]! ^
      t[3072 + (a >>> 24)]! ^
      t[2816 + (b & 255)]! ^
      t[2560 + ((b >>> 8) & 255)]! ^
      t[2304 + ((b >>> 16) & 255)]! ^
      t[2048 + (b >>> 24)]! ^
      t[1792 + (c & 255)]! ^
      t[1536 + ((c >>> 8) & 255)]! ^
      t[1280 + ((c >>> 16) & 255)]! ^
      t[1024 + (c >>> 24)]! ^
      t[768 + (d & 255)]! ^
      t[512 + ((d >>> 8) & 255)]! ^
      t[256 + ((d >>> 16) & 255)]! ^
      t[d >>> 24]!;
  }
  return crc;
}
