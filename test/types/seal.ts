/** Uses of the entry `harmony4/seal` that must type-check for its users, and misuses that must not. Compiled, never run. */
import { createEngine } from "harmony4";
import {
  type Attestation,
  type AttestationVerdict,
  attest,
  type EngineStatement,
  generateKey,
  type PrivateKey,
  type PublicKey,
  parsePrivateKey,
  parsePublicKey,
  type Signer,
  verifyAttestation,
} from "harmony4/seal";

export async function make(pem: string): Promise<string> {
  const key: PrivateKey = await parsePrivateKey(pem);
  const engine = await createEngine();
  const attestation: Attestation = await attest(engine, { key, nonce: new Uint8Array(16), validity: 60 });
  // @ts-expect-error: only a signed one has an envelope
  attestation.envelope;
  if (attestation.signed) return attestation.envelope.signatures[0].sig;
  // @ts-expect-error: a PEM is not a key
  await attest(engine, { key: pem });
  return JSON.stringify(attestation);
}

export async function check(received: Uint8Array, pem: string | undefined): Promise<EngineStatement | null> {
  const publicKeys: PublicKey[] = pem === undefined ? [] : [await parsePublicKey(pem)];
  const verdict: AttestationVerdict = await verifyAttestation(received, { publicKeys, nonce: "00".repeat(8) });
  // @ts-expect-error: a variable that was not set must not lift a check
  await verifyAttestation(received, { nonce: undefined });
  return verdict.authenticated && verdict.fresh ? verdict.statement : null;
}

export async function remote(service: (message: Uint8Array) => Promise<Uint8Array>): Promise<Signer> {
  const { publicKey } = await generateKey();
  return { publicKey, sign: service };
}
