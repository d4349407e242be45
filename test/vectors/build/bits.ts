/** Bit strings as RFC 8878 lays them out: forward (§4.1.1) and to be read backward (§4.1, §4.2.2). */

/** A number and how many bits it takes, at most 32. */
export interface Field {
  readonly value: number;
  readonly width: number;
}

/** Bits of `fields`, the first one in the lowest bits of the first byte; the last byte is filled with zeros. */
export function forwardBits(fields: readonly Field[]): Uint8Array {
  const total = fields.reduce((sum, field) => sum + field.width, 0);
  const bytes = new Uint8Array(Math.ceil(total / 8));
  let at = 0;
  for (const { value, width } of fields) {
    for (let bit = 0; bit < width; bit++, at++) {
      if ((value >>> bit) & 1) bytes[at >> 3] = bytes[at >> 3]! | (1 << (at & 7));
    }
  }
  return bytes;
}

/**
 * A bitstream whose reader starts at the last byte: `fields` in the order in which they are read. Behind the field that
 * is read first stands the 1-bit that ends the padding.
 */
export function backwardBits(fields: readonly Field[]): Uint8Array {
  return forwardBits([...fields].reverse().concat({ value: 1, width: 1 }));
}

/** `value` in `length` bytes, the lowest first. */
export function littleEndian(value: number | bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = BigInt(value);
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** The parts one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
