/** Bytes that never change: what was derived from them holds as long as they are the same object. */

const IMMUTABLE = new WeakSet<Uint8Array>();

/** A copy of `bytes` that nobody writes to: whoever gets it must not. */
export function immutableCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  IMMUTABLE.add(copy);
  return copy;
}

export function isImmutable(bytes: Uint8Array): boolean {
  return IMMUTABLE.has(bytes);
}
