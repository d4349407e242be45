/** SHA-256 where there is no Node. */

/** SHA-256. `crypto.subtle` where there is one: not on insecure origins. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle !== undefined) return new Uint8Array(await subtle.digest("SHA-256", bytes));
  return (await import("./hash-fallback.js")).sha256(bytes);
}
