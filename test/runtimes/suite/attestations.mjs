/** Cases: attestations made and verified; signed ones apart, since signatures need Web Crypto. */
import { KEY } from "./key.mjs";
import { refusal } from "./tools.mjs";

const OPTIONS = { nonce: "00112233445566778899aabbccddeeff", now: 1_703_349_600 };

export const ATTESTATIONS = {
  async "an attestation without a key is the same everywhere, and proves no more than it says"(api) {
    const { attest, createEngine, verifyAttestation } = api;
    const attestation = await attest(await createEngine(), OPTIONS);
    const text = JSON.stringify(attestation);
    const { signed, authenticated, fresh } = await verifyAttestation(text, OPTIONS);
    return [
      attestation.engine_id,
      attestation.fingerprint,
      attestation.sealed,
      { signed, authenticated, fresh },
      await refusal(() => verifyAttestation(text, { ...OPTIONS, nonce: "00".repeat(16) })),
      await refusal(() => verifyAttestation(text, { ...OPTIONS, now: OPTIONS.now + 361 })),
      await refusal(() => verifyAttestation(text.replace(attestation.fingerprint, "0".repeat(64)), OPTIONS)),
      await refusal(() => verifyAttestation("{}", OPTIONS)),
      await refusal(() => verifyAttestation("not JSON", OPTIONS)),
    ];
  },
};

/** The case whose words an edge worker adds to: it knows its engine from the build. */
export const SIGNED_ATTESTATION = "an attestation is the same everywhere, verifies, and only as it is";

export const SIGNED_ATTESTATIONS = {
  async [SIGNED_ATTESTATION](api) {
    const { attest, createEngine, generateKey, parsePrivateKey, parsePublicKey, verifyAttestation } = api;
    const key = await parsePrivateKey(KEY);
    const publicKey = await parsePublicKey(key.publicKey.toPem());
    const attestation = await attest(await createEngine(), { ...OPTIONS, key });
    const text = JSON.stringify(attestation);
    const requirements = { ...OPTIONS, publicKeys: [publicKey] };
    const { authenticated, fresh, proved, not_proved } = await verifyAttestation(text, requirements);
    const other = (await generateKey()).publicKey;
    const { signatures } = attestation.envelope;
    const resigned = { ...attestation.envelope, signatures: [{ ...signatures[0], sig: btoa("\0".repeat(64)) }] };
    const code = async (call) => (await refusal(call)).code;
    return [
      attestation,
      { authenticated, fresh, proved, not_proved },
      await code(() => verifyAttestation(text, { ...requirements, publicKeys: [other] })),
      await code(() => verifyAttestation(text, { ...requirements, nonce: "00".repeat(16) })),
      await code(() => verifyAttestation(text, { ...requirements, now: OPTIONS.now + 361 })),
      await code(() => verifyAttestation(text.replace('"sealed":false', '"sealed":true'), requirements)),
      await code(() => verifyAttestation(JSON.stringify({ ...attestation, envelope: resigned }), requirements)),
      await code(() => parsePublicKey(KEY)),
    ];
  },
};
