/** A small program that uses every entry of the library, as its users would write it. */
import { compress, createEngine, decompress, H4CompressionStream, H4DecompressionStream, H4Error } from "harmony4";
import { H4mkReader, writeContainer } from "harmony4/container";
import { attest, verifyAttestation } from "harmony4/seal";

const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} of ${(i * 7919) % 1000}\n`).join("");

/** What each part of the library gave, so that it can be compared with what it gives elsewhere. */
export async function useEverything() {
  const original = new TextEncoder().encode(text);
  const packed = await compress(original, { level: 5 });
  const streamed = new Blob([original]).stream().pipeThrough(new H4CompressionStream({ level: 5 }));
  const restored = streamed.pipeThrough(new H4DecompressionStream());
  const { fingerprint } = (await createEngine()).info();
  const sealed = await createEngine({ seal: { fingerprint } });
  const attestation = await attest(sealed, { nonce: "00112233445566778899aabbccddeeff" });
  return {
    frame: await digest(packed),
    restored: sameText(await decompress(packed)),
    streamed: sameText(new Uint8Array(await new Response(restored).arrayBuffer())),
    fingerprint,
    sealed: sealed.info().sealed,
    refused: await codeOf(createEngine({ seal: { fingerprint: "0".repeat(64) } })),
    attested: (await verifyAttestation(JSON.stringify(attestation), { fingerprints: [fingerprint] })).authenticated,
    ...(await useContainer(original)),
  };
}

async function useContainer(original) {
  const pieces = [];
  for await (const piece of writeContainer(original, { blockSize: 1 << 16 })) pieces.push(piece);
  const container = new Blob(pieces);
  const reader = await H4mkReader.open(container);
  const range = await reader.read(100_000, 100_500);
  return {
    container: await digest(new Uint8Array(await container.arrayBuffer())),
    range: new TextDecoder().decode(range) === text.slice(100_000, 100_500),
  };
}

function sameText(bytes) {
  return new TextDecoder().decode(bytes) === text;
}

async function codeOf(promise) {
  const error = await promise.catch((reason) => reason);
  return error instanceof H4Error ? error.code : String(error);
}

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
