/** A small program that uses every entry of the library that runs everywhere, as its users would write it. */
import { compress, createEngine, decompress, H4CompressionStream, H4DecompressionStream, H4Error } from "harmony4";
import { H4mkReader, writeContainer } from "harmony4/container";
import { createPool } from "harmony4/pool";
import { attest, verifyAttestation } from "harmony4/seal";

const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} of ${(i * 7919) % 1000}\n`).join("");
const original = new TextEncoder().encode(text);

/**
 * What each part of the library gave, so that it can be compared with what it gives elsewhere.
 *
 * @param theirs The text as a frame of another compressor, in base64.
 * @param worker Where the script of the pool's workers is, if not where the bundler put it.
 */
export async function useEverything(theirs, worker) {
  const packed = await compress(original, { level: 5 });
  const streamed = new Blob([original]).stream().pipeThrough(new H4CompressionStream({ level: 5 }));
  const restored = streamed.pipeThrough(new H4DecompressionStream());
  const { fingerprint } = (await createEngine()).info();
  const sealed = await createEngine({ seal: { fingerprint } });
  const attestation = await attest(sealed, { nonce: "00112233445566778899aabbccddeeff" });
  return {
    frame: base64(packed),
    restored: isText(await decompress(packed)),
    theirsRestored: isText(await decompress(Uint8Array.from(atob(theirs), (byte) => byte.charCodeAt(0)))),
    streamed: isText(new Uint8Array(await new Response(restored).arrayBuffer())),
    fingerprint,
    sealed: sealed.info().sealed,
    refused: await codeOf(createEngine({ seal: { fingerprint: "0".repeat(64) } })),
    selfTest: (await sealed.selfTest()).passed,
    attested: (await verifyAttestation(JSON.stringify(attestation), { fingerprints: [fingerprint] })).authenticated,
    ...(await useContainer()),
    pool: await usePool(worker),
  };
}

async function useContainer() {
  const pieces = [];
  for await (const piece of writeContainer(original, { blockSize: 1 << 16 })) pieces.push(piece);
  const container = new Blob(pieces);
  const reader = await H4mkReader.open(container);
  const range = await reader.read(100_000, 100_500);
  const bytes = new Uint8Array(await container.arrayBuffer());
  return {
    container: base64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))),
    range: new TextDecoder().decode(range) === text.slice(100_000, 100_500),
  };
}

async function usePool(worker) {
  const pool = await createPool({ workers: 2, ...(worker === undefined ? {} : { worker: { url: worker } }) });
  const packed = await pool.compress(original, { level: 5 });
  const restored = isText(await pool.decompress(packed));
  await pool.close();
  return { frame: base64(packed), restored };
}

function isText(bytes) {
  return new TextDecoder().decode(bytes) === text;
}

async function codeOf(promise) {
  const error = await promise.catch((reason) => reason);
  return error instanceof H4Error ? error.code : String(error);
}

function base64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
