/** Messages between a process and the core that it runs apart: a head in JSON, then bytes as they are. */

export interface Message {
  head: Record<string, unknown>;
  payload: Uint8Array<ArrayBuffer>;
}

/** Length of the head, length of the payload: two little-endian 32-bit numbers. */
export const PREFIX_SIZE = 8;
/** A head is a few names and numbers. */
const HEAD_MAX = 1 << 16;

/** Prefix and head of a message whose payload of `length` bytes follows. */
export function encodeHead(head: Record<string, unknown>, length: number): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const bytes = new Uint8Array(PREFIX_SIZE + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, length, true);
  bytes.set(text, PREFIX_SIZE);
  return bytes;
}

/** The lengths that a prefix says; undefined where they cannot be: `payloadMax` is what may follow. */
export function lengthsOf(prefix: Uint8Array, payloadMax: number): { head: number; payload: number } | undefined {
  const view = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_SIZE);
  const lengths = { head: view.getUint32(0, true), payload: view.getUint32(4, true) };
  return lengths.head > HEAD_MAX || lengths.payload > payloadMax ? undefined : lengths;
}

/** A head as the other side wrote it; undefined for what is no object. */
export function parseHead(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof head === "object" && head !== null ? (head as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
