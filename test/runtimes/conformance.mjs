/**
 * One suite for every runtime, with nothing in it that only one of them has. Each case returns what must be the same
 * everywhere (digests of output, codes of errors) or throws.
 */

const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const LENGTHS = [0, 1, 255, 4096, 131_073, 300_000];

/** A multiplicative generator: the same numbers in every runtime. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 48_271) >>> 0) % 0x7fffffff || 1;
    return state;
  };
}

const KINDS = {
  noise(length) {
    const next = numbers(7);
    return new Uint8Array(length).map(() => next() >>> 16);
  },
  words(length) {
    const next = numbers(11);
    const words = "window block frame literals sequence offset table symbol weight state".split(" ");
    let text = "";
    while (text.length < length) text += `${words[next() % words.length]} ${next() % 100}\n`;
    return new TextEncoder().encode(text.slice(0, length));
  },
  zeros: (length) => new Uint8Array(length),
};

async function digest(chunks) {
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function same(found, expected, what) {
  const equal = found.length === expected.length && found.every((byte, i) => byte === expected[i]);
  if (!equal) throw new Error(`${what}: ${found.length} bytes that are not the ${expected.length} expected`);
}

/** The code or the class of what `call` throws. */
async function refusal(call) {
  try {
    await call();
  } catch (error) {
    // The codes of DOMException are numbers, and not in every runtime.
    return typeof error.code === "string" ? error.code : error.name;
  }
  throw new Error("accepted what must be refused");
}

/** All pieces in one. */
async function gathered(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(await new Blob(all).arrayBuffer());
}

/** `bytes` in chunks of growing size. */
function cut(bytes) {
  const chunks = [];
  for (let at = 0, size = 1; at < bytes.length; at += size, size = size * 3 + 1)
    chunks.push(bytes.slice(at, at + size));
  return chunks;
}

function streamOf(chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function collect(stream) {
  const reader = stream.getReader();
  const chunks = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The key of RFC 8410 §10.3, which is nobody's: with it, a nonce and a time, an attestation is the same everywhere. */
const KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;

/** Every case by its name; `api` are the modules `harmony4`, `harmony4/seal` and `harmony4/container` of the runtime, in one. */
const CASES = {
  async "every level, length and kind: there and back"({ createEngine }) {
    const h4 = await createEngine();
    const outputs = [];
    for (const [kind, make] of Object.entries(KINDS)) {
      for (const length of LENGTHS) {
        const bytes = make(length);
        for (const level of LEVELS) {
          const packed = h4.compress(bytes, { level });
          same(h4.decompress(packed), bytes, `${kind} ${length} level ${level}`);
          outputs.push(packed);
        }
      }
    }
    return await digest(outputs);
  },

  async "a stream that is told its length gives the bytes of the one-shot, however it is cut"(api) {
    const bytes = KINDS.words(300_000);
    const packed = await api.compress(bytes, { level: 5 });
    const streamed = streamOf(cut(bytes)).pipeThrough(
      new api.H4CompressionStream({ level: 5, contentSize: bytes.length }),
    );
    same(await collect(streamed), packed, "compressed");
    const restored = streamOf(cut(packed)).pipeThrough(new api.H4DecompressionStream());
    same(await collect(restored), bytes, "restored");
    return await digest([packed]);
  },

  async "a dictionary is needed where it was used"({ createEngine }) {
    const h4 = await createEngine();
    const dictionary = KINDS.words(20_000);
    const bytes = KINDS.words(25_000).subarray(5000);
    const packed = h4.compress(bytes, { dictionary });
    same(h4.decompress(packed, { dictionary }), bytes, "restored");
    const without = h4.compress(bytes);
    if (packed.length >= without.length) throw new Error(`${packed.length} bytes with, ${without.length} without`);
    return [await digest([packed]), await refusal(() => h4.decompress(packed))];
  },

  async "refusals have the same codes"({ createEngine, compress, decompress }) {
    const h4 = await createEngine();
    const packed = h4.compress(KINDS.words(5000));
    const damaged = packed.slice();
    damaged[damaged.length - 1] ^= 1;
    const aborted = AbortSignal.abort();
    return [
      await refusal(() => h4.decompress(packed.subarray(0, packed.length - 1))),
      await refusal(() => h4.decompress(new Uint8Array())),
      await refusal(() => h4.decompress(KINDS.words(100))),
      await refusal(() => h4.decompress(damaged)),
      await refusal(() => h4.decompress(packed, { maxOutput: 4999 })),
      await refusal(() => h4.decompress(packed, { windowLogMax: 10 })),
      await refusal(() => h4.compress("text")),
      await refusal(() => h4.compress(packed, { level: 20 })),
      await refusal(() => h4.compress(packed, { lvl: 1 })),
      await refusal(() => compress(packed, { signal: aborted })),
      await refusal(() => decompress(packed, { signal: aborted })),
    ];
  },

  async "the seal admits the pinned engine alone"({ createEngine }) {
    const { engine_id, fingerprint, sealed, verified } = (await createEngine()).info();
    const pinned = await createEngine({ seal: { engineId: engine_id, fingerprint: fingerprint.toUpperCase() } });
    const other = fingerprint.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    return [
      engine_id,
      fingerprint,
      { sealed, verified, pinned: pinned.info().sealed },
      await refusal(() => createEngine({ seal: { fingerprint: other } })),
      await refusal(() => createEngine({ seal: { engineId: "another" } })),
      await refusal(() => createEngine({ seal: { fingerprint: "short" } })),
    ];
  },

  async "an attestation is the same everywhere, verifies, and only as it is"(api) {
    const { attest, createEngine, generateKey, parsePrivateKey, parsePublicKey, verifyAttestation } = api;
    const key = await parsePrivateKey(KEY);
    const publicKey = await parsePublicKey(key.publicKey.toPem());
    const options = { nonce: "00112233445566778899aabbccddeeff", now: 1_703_349_600 };
    const attestation = await attest(await createEngine(), { ...options, key });
    const text = JSON.stringify(attestation);
    const requirements = { ...options, publicKeys: [publicKey] };
    const { authenticated, fresh, proved, not_proved } = await verifyAttestation(text, requirements);
    const other = (await generateKey()).publicKey;
    const { signatures } = attestation.envelope;
    const resigned = { ...attestation.envelope, signatures: [{ ...signatures[0], sig: btoa("\0".repeat(64)) }] };
    return [
      attestation,
      { authenticated, fresh, proved, not_proved },
      await refusal(() => verifyAttestation(text, { ...requirements, publicKeys: [other] })),
      await refusal(() => verifyAttestation(text, { ...requirements, nonce: "00".repeat(16) })),
      await refusal(() => verifyAttestation(text, { ...requirements, now: options.now + 361 })),
      await refusal(() => verifyAttestation(text.replace('"sealed":false', '"sealed":true'), requirements)),
      await refusal(() => verifyAttestation(JSON.stringify({ ...attestation, envelope: resigned }), requirements)),
      await refusal(() => parsePublicKey(KEY)),
    ];
  },

  async "a container is the same everywhere, and is refused as the same"(api) {
    const { writeContainer, H4mkReader, verifyContainer, signContainer, toSeekableZstd, parsePrivateKey } = api;
    const plain = KINDS.words(900_000);
    const options = { blockSize: 100_000, meta: { title: "x" }, seek: [{ pts: 1n, offset: 5 }] };
    const container = await gathered(writeContainer(new Blob([plain]), options));
    const key = await parsePrivateKey(KEY);
    const signed = await gathered(signContainer(container, key));
    const reader = await H4mkReader.open(new Blob([signed]), { key: key.publicKey });
    same(await reader.read(250_000, 650_001), plain.slice(250_000, 650_001), "a range");
    const { ok, signature } = await verifyContainer(signed, { key: key.publicKey, decode: true });
    const damaged = signed.slice();
    damaged[60_000] ^= 1;
    return [
      await digest([container]),
      await digest([signed]),
      await digest([await gathered(toSeekableZstd(reader))]),
      { ok, signature },
      await refusal(() => H4mkReader.open(damaged, { strict: true })),
      await refusal(async () => (await H4mkReader.open(damaged)).read()),
      await refusal(() => H4mkReader.open(container, { key: key.publicKey })),
    ];
  },

  async "results are the caller's own, and earlier calls leave no trace in later ones"({ createEngine }) {
    const h4 = await createEngine();
    const bytes = KINDS.noise(70_000);
    const first = h4.compress(bytes);
    const copy = first.slice();
    h4.compress(KINDS.words(200_000), { level: 9 });
    same(first, copy, "an earlier result");
    same(h4.compress(bytes), copy, "the same call again");
    if (first.buffer.byteLength !== first.length) throw new Error("a result shares its memory");
    return first.length;
  },
};

/**
 * Runs every case against the modules `harmony4`, `harmony4/seal` and `harmony4/container` of a runtime.
 *
 * @param {typeof import("../../dist/index.js") & typeof import("../../dist/seal.js") & typeof import("../../dist/container.js")} api
 * @returns {Promise<Record<string, unknown>>} what each case returned; throws what the first failing one threw
 */
export async function conform(api) {
  const results = {};
  for (const [name, run] of Object.entries(CASES)) results[name] = await run(api);
  return results;
}
