/** The entry `harmony4/seal`: signatures, keys and their verification. Runs in Node, browsers, Deno and Bun. */

export { H4Error, type H4ErrorCode } from "./api/errors.js";
export { generateKey, PrivateKey, PublicKey, parsePrivateKey, parsePublicKey, type Signer } from "./seal/keys.js";
