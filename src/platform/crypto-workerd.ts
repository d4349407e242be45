/** Hash and Ed25519 in edge workers. */

export { generateKey, publicKeyOf, sign, verify } from "./ed25519-web.js";
export { sha256 } from "./hash-workerd.js";
