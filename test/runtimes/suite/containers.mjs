/** Cases: H4MK containers written, read, verified and refused; signed ones apart, since signatures need Web Crypto. */
import { KINDS } from "./inputs.mjs";
import { KEY } from "./key.mjs";
import { digest, gathered, refusal, same } from "./tools.mjs";

const PLAIN = KINDS.words(900_000);
const OPTIONS = { blockSize: 100_000, meta: { title: "x" }, safe: { note: "y" }, seek: [{ pts: 1n, offset: 5 }] };

/** A verdict without what only a person reads. */
const outcomes = ({ ok, info, ...verdicts }) => [
  ok,
  Object.entries(verdicts).map(([name, { outcome }]) => [name, outcome]),
];

export const CONTAINERS = {
  async "a container is the same everywhere, and gives its content and any part of it"(api) {
    const { writeContainer, H4mkReader, verifyContainer, toSeekableZstd, fromZstd, listChunks, createEngine } = api;
    const container = await gathered(writeContainer(new Blob([PLAIN]), OPTIONS));
    const reader = await H4mkReader.open(new Blob([container]));
    same(await reader.read(), PLAIN, "all of it");
    same(await reader.read(250_000, 650_001), PLAIN.slice(250_000, 650_001), "a range");
    same(await reader.read(899_999), PLAIN.slice(-1), "the last byte");
    const seekable = await gathered(toSeekableZstd(reader));
    same((await createEngine()).decompress(seekable), PLAIN, "as a seekable file");
    const again = await gathered(fromZstd(new Blob([seekable]), { meta: { title: "x" } }));
    const chunks = [];
    for await (const chunk of listChunks(container)) chunks.push(chunk);
    return [
      await digest(container),
      await digest(seekable),
      await digest(again),
      outcomes(await verifyContainer(container, { decode: true })),
      chunks,
    ];
  },

  async "a damaged container is refused, wherever the damage is"({ writeContainer, H4mkReader, verifyContainer }) {
    const container = await gathered(writeContainer(PLAIN, OPTIONS));
    const refused = [];
    for (const offset of [0, 8, 60_000, container.length - 300, container.length - 1]) {
      const damaged = container.slice();
      damaged[offset] ^= 1;
      refused.push(await refusal(() => H4mkReader.open(damaged, { strict: true })));
      refused.push(outcomes(await verifyContainer(damaged, { decode: true })));
    }
    const damaged = container.slice();
    damaged[60_000] ^= 1;
    refused.push(await refusal(async () => (await H4mkReader.open(damaged)).read()));
    for (const other of [container.slice(0, -1), container.slice(0, 50_000), new Uint8Array(0), PLAIN]) {
      refused.push(await refusal(() => H4mkReader.open(other)));
    }
    return refused;
  },

  async "what containers are held against is held: engine, fingerprint, root"(api) {
    const { writeContainer, H4mkReader, verifyContainer, createEngine } = api;
    const { engine_id, fingerprint } = (await createEngine()).info();
    const container = await gathered(writeContainer(PLAIN, OPTIONS));
    const { info } = await H4mkReader.open(container);
    return [
      info.root,
      outcomes(await verifyContainer(container, { engineId: engine_id, fingerprint, root: info.root })),
      outcomes(await verifyContainer(container, { engineId: "another" })),
      outcomes(await verifyContainer(container, { fingerprint: "0".repeat(64) })),
      await refusal(() => H4mkReader.open(container, { root: "0".repeat(64) })),
    ];
  },
};

export const SIGNED_CONTAINERS = {
  async "a signed container is the same everywhere, and only its key opens it"(api) {
    const { writeContainer, H4mkReader, verifyContainer, signContainer, parsePrivateKey, generateKey } = api;
    const key = await parsePrivateKey(KEY);
    const container = await gathered(writeContainer(new Blob([PLAIN]), OPTIONS));
    const signed = await gathered(signContainer(container, key));
    const reader = await H4mkReader.open(new Blob([signed]), { key: key.publicKey });
    same(await reader.read(250_000, 650_001), PLAIN.slice(250_000, 650_001), "a range");
    same(await gathered(writeContainer(PLAIN, { ...OPTIONS, signer: key })), signed, "signed as it is written");
    const other = (await generateKey()).publicKey;
    return [
      await digest(signed),
      reader.authenticated,
      outcomes(await verifyContainer(signed, { key: key.publicKey, decode: true })),
      outcomes(await verifyContainer(signed, { key: other })),
      (await refusal(() => H4mkReader.open(signed, { key: other }))).code,
      await refusal(() => H4mkReader.open(container, { key: key.publicKey })),
    ];
  },
};
