/** SHA-256 in Node. */

/**
 * SHA-256. Taken when it is needed: an import would have every program load all of node:crypto (5 ms) before its first
 * line, and a static import 0.5 ms more for names that nobody uses.
 */
export function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // In one call: the first createHash of a process costs 0.3 ms more.
  return Promise.resolve(process.getBuiltinModule("node:crypto").hash("sha256", bytes, "buffer"));
}
