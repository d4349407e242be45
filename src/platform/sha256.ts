/** SHA-256 in plain JavaScript, for runtimes that have no other. FIPS 180-4 §6.2 */

const PRIMES = /* @__PURE__ */ primes(64);

/** First 32 bits of the fractional parts of the square roots of the first 8 primes. FIPS 180-4 §5.3.3 */
const INITIAL = /* @__PURE__ */ PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** The same of the cube roots of the first 64 primes: 35 bits with those before the point, of 53. FIPS 180-4 §4.2.2 */
const K = /* @__PURE__ */ PRIMES.map((prime) => fraction(Math.cbrt(prime)));

const BLOCK = 64;

/** SHA-256 of bytes that come piece by piece. */
export interface Sha256 {
  /** Takes the next bytes; they may be reused at once. */
  update(bytes: Uint8Array): void;
  /** The digest of everything since the last one: 32 bytes. The next `update` begins anew. */
  digest(): Uint8Array<ArrayBuffer>;
}

/** SHA-256 of bytes in another thread, while this one goes on. */
export type Sha256Aside = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** SHA-256 of `bytes`: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const hash = new PlainSha256();
  hash.update(bytes);
  return hash.digest();
}

export class PlainSha256 implements Sha256 {
  private readonly state = Uint32Array.from(INITIAL);
  private readonly schedule = new Uint32Array(64);
  /** The block that is not full yet. */
  private readonly block = new Uint8Array(BLOCK);
  private readonly blockView = new DataView(this.block.buffer);
  private length = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    const filled = this.length % BLOCK;
    this.length += bytes.length;
    if (filled > 0) {
      at = Math.min(BLOCK - filled, bytes.length);
      this.block.set(bytes.subarray(0, at), filled);
      if (filled + at < BLOCK) return;
      compressBlock(this.state, this.schedule, this.blockView, 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + BLOCK <= bytes.length; at += BLOCK) compressBlock(this.state, this.schedule, view, at);
    this.block.set(bytes.subarray(at));
  }

  digest(): Uint8Array<ArrayBuffer> {
    this.pad();
    const digest = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, i) => {
      digest.setUint32(4 * i, word);
    });
    this.state.set(INITIAL);
    this.length = 0;
    return new Uint8Array(digest.buffer);
  }

  /** A one bit, zeros, and the length of the message in bits as 64-bit big-endian. FIPS 180-4 §5.1.1 */
  private pad(): void {
    const bits = BigInt(this.length) * 8n;
    const filled = this.length % BLOCK;
    const padding = new Uint8Array((filled < BLOCK - 8 ? BLOCK : 2 * BLOCK) - filled);
    padding[0] = 0x80;
    new DataView(padding.buffer).setBigUint64(padding.length - 8, bits);
    this.update(padding);
  }
}

/** One round of the compression function. FIPS 180-4 §6.2.2 */
function compressBlock(state: Uint32Array, w: Uint32Array, message: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = message.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i]! += word;
  });
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
