/** Bytes that never change: what was derived from them holds as long as they are the same object. */

/** By a name that all bundles share: each of them has a copy of this module. */
const IMMUTABLE = Symbol.for("harmony4.immutable");

/** A copy of `bytes` that nobody writes to: whoever gets it must not. */
export function immutableCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Object.defineProperty(new Uint8Array(bytes), IMMUTABLE, { value: true });
}

export function isImmutable(bytes: Uint8Array): boolean {
  return IMMUTABLE in bytes;
}
