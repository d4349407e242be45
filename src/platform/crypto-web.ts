/** Hash and Ed25519 where there is no Node. */

export { generateKey, publicKeyOf, sign, verify } from "./ed25519-web.js";
export { sha256 } from "./hash-web.js";
