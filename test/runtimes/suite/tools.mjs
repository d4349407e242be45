/** What the cases of the suite compare with and by, in terms of what every runtime has. */

/** All pieces in one. */
export async function gathered(pieces) {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return joined(all);
}

/** The same, of what is there already. */
export function joined(pieces) {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** All that a stream gives. */
export async function collect(stream) {
  const reader = stream.getReader();
  const chunks = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
  return joined(chunks);
}

export function streamOf(chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

export function same(found, expected, what) {
  const equal = found.length === expected.length && found.every((byte, i) => byte === expected[i]);
  if (!equal) throw new Error(`${what}: ${found.length} bytes that are not the ${expected.length} expected`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(`it does not hold that ${what}`);
}

/** What `call` throws, in words that are ours: an error of the library whole, of the runtime its name alone. */
export async function refusal(call) {
  try {
    await call();
  } catch (error) {
    const { name, message, code, got, limit, offset } = error;
    if (name === "H4Error") return { code, message, got, limit, offset };
    return name === "TypeError" || name === "RangeError" ? `${name}: ${message}` : name;
  }
  throw new Error(`accepted what must be refused: ${call}`);
}

/** SHA-256 in hexadecimal: by Web Crypto, or where a page has none by {@link sha256}. */
export async function digest(bytes) {
  const { subtle } = globalThis.crypto;
  const hash = subtle === undefined ? sha256(bytes) : new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256, FIPS 180-4 §6.2, of nobody whom the library asks. */
function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = Int32Array.from(ROOTS.square.slice(0, 8));
  const w = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [a, b] = [w[i - 15], w[i - 2]];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    compressBlock(state, w);
  }
  const hash = new Uint8Array(32);
  state.forEach((word, i) => {
    new DataView(hash.buffer).setInt32(4 * i, word);
  });
  return hash;
}

function compressBlock(state, w) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROOTS.cube[i] + w[i];
    const t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] += word;
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The first 32 bits of the fractional parts of the roots of the first 64 primes. FIPS 180-4 §4.2.2, §5.3.3 */
const ROOTS = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
  return { square: primes.map((n) => fraction(Math.sqrt(n))), cube: primes.map((n) => fraction(Math.cbrt(n))) };
})();
