/** What the suite compresses: the same bytes in every runtime, made by what every runtime computes alike. */

/** A multiplicative generator. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 48_271) >>> 0) % 0x7fffffff || 1;
    return state;
  };
}

/** Contents by their names; each takes a length. */
export const KINDS = {
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
  /** Sixteen bytes each: a number that grows, one that repeats, noise in its low bits. */
  records(length) {
    const next = numbers(13);
    const bytes = new Uint8Array(length + 16);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < length; at += 16) {
      view.setUint32(at, at * 3, true);
      view.setUint32(at + 4, (at >> 8) & 0xf0f, true);
      view.setUint32(at + 8, next() & 0x3f, false);
    }
    return bytes.slice(0, length);
  },
  zeros: (length) => new Uint8Array(length),
};

/** Nothing, little, one block of a frame, and just two; a container has as many. */
export const LENGTHS = [0, 1, 255, 4096, 140_000];

/** `bytes` in chunks of growing size, the first of them `size` bytes long. */
export function cut(bytes, size = 1) {
  const chunks = [];
  for (let at = 0, next = size; at < bytes.length; at += next, next = next * 3 + 1)
    chunks.push(bytes.slice(at, at + next));
  return chunks;
}
