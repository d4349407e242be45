/** The entry `harmony4/seal`: attestations, signatures and their verification. Runs in Node, browsers, Deno and Bun. */

export { type AttestOptions, attest, type VerifyAttestationOptions, verifyAttestation } from "./api/attestation.js";
export { H4Error, type H4ErrorCode } from "./api/errors.js";
export type { Attestation } from "./seal/attestation.js";
export type { Envelope } from "./seal/dsse.js";
export { generateKey, PrivateKey, PublicKey, parsePrivateKey, parsePublicKey, type Signer } from "./seal/keys.js";
export type { EngineStatement } from "./seal/statement.js";
export type { AttestationVerdict } from "./seal/verify-attestation.js";
