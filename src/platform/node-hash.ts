/** SHA-256 of node:crypto at once, taken when it is needed: see `sha256` of node.ts. */

/** 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(bytes).digest("hex");
}
