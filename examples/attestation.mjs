/** One side attests which engine it runs, the other verifies it. Run: node examples/attestation.mjs */
import { randomBytes } from "node:crypto";
import { createEngine } from "harmony4";
import { attest, generateKey, verifyAttestation } from "harmony4/seal";

// Once: the service keeps the key, everybody gets its public half.
const key = await generateKey();
const publicKeys = [key.publicKey];
const fingerprint = (await createEngine()).info().fingerprint;

// The verifier chooses a nonce, the service answers.
const nonce = randomBytes(16);
const engine = await createEngine({ seal: { fingerprint } });
const attestation = JSON.stringify(await attest(engine, { nonce, key }));

const verdict = await verifyAttestation(attestation, { publicKeys, nonce, fingerprints: [fingerprint] });
console.log(verdict.sealed, verdict.authenticated, verdict.fresh);
for (const sentence of verdict.not_proved) console.log(`not proved: ${sentence}`);
