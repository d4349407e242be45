/** What runs in the page and in Node: each case takes the library and answers with plain data. */

async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const CASES = {
  /** A range of a container at a URL, and what is known about it. */
  async read({ H4mkReader, httpSource }, { url, root, from, to }) {
    const reader = await H4mkReader.open(httpSource(url), { root });
    const bytes = await reader.read(from, to);
    const { blocks, plainSize, authenticated, meta } = reader.info;
    return { digest: await digestOf(bytes), length: bytes.length, blocks, plainSize, authenticated, meta: { ...meta } };
  },

  /** The code with which opening or reading is refused. */
  async code({ H4mkReader, httpSource }, { url }) {
    try {
      await (await H4mkReader.open(httpSource(url))).read(0, 10);
      return "none";
    } catch (error) {
      return error.code ?? String(error);
    }
  },

  async write({ H4mkReader, writeContainer }) {
    const plain = new Uint8Array(1_000_000).map((_, i) => (i * i) >> 9);
    const pieces = [];
    for await (const piece of writeContainer(new Blob([plain]), { blockSize: 100_000, meta: { page: 1 } }))
      pieces.push(piece);
    const blob = new Blob(pieces);
    const reader = await H4mkReader.open(blob, { strict: true });
    const restored = await reader.read();
    return {
      container: await digestOf(new Uint8Array(await blob.arrayBuffer())),
      restored: (await digestOf(restored)) === (await digestOf(plain)),
      verified: reader.info.verified,
    };
  },
};
