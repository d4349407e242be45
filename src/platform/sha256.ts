/** SHA-256 in plain JavaScript, for runtimes that have no other. FIPS 180-4 §6.2 */

/** First 32 bits of the fractional parts of the square roots of the first 8 primes. FIPS 180-4 §5.3.3 */
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
] as const;

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. FIPS 180-4 §4.2.2 */
const K = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
] as const;

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

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
