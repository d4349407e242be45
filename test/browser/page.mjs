/** What runs in the page: each case takes the library as a browser loads it and answers with plain data. */

const KIB = 1 << 10;
const MIB = 1 << 20;

/** Bytes that repeat here and there: the same at every call. */
function sample(length) {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = (i >> 9) % 3 === 0 ? state >>> 24 : 97 + ((i >> 4) % 23);
  }
  return bytes;
}

function same(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function gathered(stream) {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function codeOf(promise) {
  try {
    await promise;
    return "none";
  } catch (error) {
    return typeof error.code === "string" ? error.code : error.name;
  }
}

async function digestOf(bytes) {
  const { subtle } = globalThis.crypto;
  if (subtle === undefined) return "no crypto.subtle";
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const CASES = {
  /** What runs, and whether the page has Web Crypto at all. */
  async info({ createEngine }) {
    return { ...(await createEngine()).info(), subtle: globalThis.crypto.subtle !== undefined };
  },

  /** Bytes of the frames, so that Node can compare: the same engine, the same output. */
  async frames({ createEngine }) {
    const h4 = await createEngine();
    return [0, 1, 1000, 200 * KIB].flatMap((size) =>
      [1, 3, 9].map((level) => [...h4.compress(sample(size), { level })]),
    );
  },

  async roundTrip({ compress, decompress }) {
    const plain = sample(3 * MIB + 1);
    return same(await decompress(await compress(plain, { level: 5 })), plain);
  },

  async streams({ createEngine, H4CompressionStream, H4DecompressionStream }) {
    const plain = sample(3 * MIB + 1);
    const whole = (await createEngine()).compress(plain);
    const blob = new Blob([plain]);
    const packed = await gathered(blob.stream().pipeThrough(new H4CompressionStream({ contentSize: blob.size })));
    const restored = await gathered(new Blob([packed]).stream().pipeThrough(new H4DecompressionStream()));
    return { oneShotBytes: same(packed, whole), restored: same(restored, plain) };
  },

  /** How much comes out of a bomb before its writer is let go, and how large a piece is. */
  async backPressure({ compress, H4DecompressionStream }) {
    const bomb = await compress(new Uint8Array(64 * MIB));
    const { readable, writable } = new H4DecompressionStream();
    const writer = writable.getWriter();
    let written = false;
    const writing = writer.write(bomb).then(() => {
      written = true;
    });
    const reader = readable.getReader();
    const first = (await reader.read()).value.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const heldBack = !written;
    const closing = writer.close();
    let total = first;
    for (let next = await reader.read(); !next.done; next = await reader.read()) total += next.value.length;
    await Promise.all([writing, closing]);
    return { heldBack, small: first <= MIB, total };
  },

  async sessions({ createEngine }) {
    const h4 = await createEngine();
    const plain = sample(MIB);
    const chunks = [];
    for await (const chunk of h4.compressor({ contentSize: MIB }).over(new Blob([plain]))) chunks.push(chunk);
    const packed = new Uint8Array(await new Blob(chunks).arrayBuffer());
    return same(packed, h4.compress(plain));
  },

  /** One code for each way in which data or limits are refused. */
  async refusals({ compress, decompress }) {
    const packed = await compress(sample(MIB), { windowLog: 20 });
    const damaged = packed.slice();
    damaged[damaged.length - 1] ^= 1;
    return {
      corrupt: await codeOf(decompress(sample(100))),
      truncated: await codeOf(decompress(packed.subarray(0, -1))),
      checksum: await codeOf(decompress(damaged)),
      limit: await codeOf(decompress(packed, { maxOutput: MIB - 1 })),
      window: await codeOf(decompress(packed, { windowLogMax: 19 })),
      string: await codeOf(compress("text")),
      level: await codeOf(compress(packed, { level: 20 })),
      aborted: await codeOf(compress(packed, { signal: AbortSignal.abort() })),
    };
  },

  /** The default limit of a browser: 8 MiB, RFC 9659. A frame with a window of 16 MiB and one empty block. */
  async windowDefault({ decompress }) {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x70, 1, 0, 0);
    return [await codeOf(decompress(frame)), await codeOf(decompress(frame, { windowLogMax: 24 }))];
  },

  /** The artifact as its own file, by URL and Response; a copy with one bit changed; pins that are wrong. */
  async seal({ createEngine }) {
    const url = new URL("/dist/engine.wasm", location.href);
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const flipped = bytes.slice();
    flipped[1000] ^= 1;
    const { fingerprint } = (await createEngine()).info();
    const pinned = await createEngine({ wasm: url, seal: { fingerprint } });
    const fetched = await createEngine({ wasm: await fetch(url) });
    return {
      digest: await digestOf(bytes),
      pinned: pinned.info().sealed,
      fetched: fetched.info().verified,
      flipped: await codeOf(createEngine({ wasm: flipped })),
      wrongPin: await codeOf(createEngine({ seal: { fingerprint: "0".repeat(64) } })),
      wrongId: await codeOf(createEngine({ seal: { engineId: "other" } })),
      malformed: await codeOf(createEngine({ seal: { fingerprint: fingerprint.slice(2) } })),
      absent: await codeOf(createEngine({ wasm: new URL("/absent.wasm", location.href) })),
    };
  },

  /** A signed attestation, made and verified in the page; then refused for a flipped bit and a replay. */
  async attestation({ attest, createEngine, generateKey, parsePublicKey, verifyAttestation }) {
    const nonce = globalThis.crypto.getRandomValues(new Uint8Array(16));
    const attested = async (key) => JSON.stringify(await attest(await createEngine(), { nonce, key }));
    const claim = await verifyAttestation(await attested(undefined), { nonce });
    const unsigned = { signed: claim.signed, authenticated: claim.authenticated };
    if (globalThis.crypto.subtle === undefined) return { unsigned, key: await codeOf(generateKey()) };
    const key = await generateKey();
    const publicKeys = [await parsePublicKey(key.publicKey.toPem())];
    const text = await attested(key);
    const { authenticated, fresh } = await verifyAttestation(text, { publicKeys, nonce });
    const flipped = text.replace('"sealed":false', '"sealed":true');
    return {
      unsigned,
      authenticated,
      fresh,
      flipped: await codeOf(verifyAttestation(flipped, { publicKeys, nonce })),
      replayed: await codeOf(verifyAttestation(text, { publicKeys, nonce: new Uint8Array(16) })),
      wrongKey: await codeOf(verifyAttestation(text, { publicKeys: [(await generateKey()).publicKey], nonce })),
      stripped: await codeOf(verifyAttestation(await attested(undefined), { publicKeys, nonce })),
    };
  },

  /** Under a policy that forbids WebAssembly. */
  async forbidden({ createEngine }) {
    return await createEngine().catch(({ code, message }) => `${code}: ${message}`);
  },

  async worker() {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
    try {
      return await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage("go");
      });
    } finally {
      worker.terminate();
    }
  },
};
