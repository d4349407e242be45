/**
 * The content of a dictionary: segments of samples that have most of what other samples have too. FastCOVER, as the
 * reference's `ZDICT_trainFromBuffer_fastCover` selects them (Liao, Petri, Moffat and Wirth: COVER, 2016).
 *
 * How often each sequence of d bytes occurs is counted in a table of hashes. The samples are divided into epochs; each
 * gives, in turn, its segment of k bytes that scores most: the sum of the counts of its d-byte sequences, each one
 * counted once. What a segment has scores nothing from then on. The best come last, where offsets are shortest.
 */

/** Sequences that a segment is scored by, and how long it is. */
export interface SegmentParameters {
  /** Bytes a segment. */
  readonly k: number;
  /** Bytes a sequence: 6 or 8. */
  readonly d: number;
}

/** Bytes that a hash reads, whatever d is. */
const WORD = 8;
/** The fewest segments that an epoch is divided into: MINIMUM size of COVER_computeEpochs. */
const EPOCH_SEGMENTS_MIN = 10;
/** Epochs in a row without anything of use end the selection: maxZeroScoreRun of the reference. */
const EMPTY_EPOCHS_MAX = 10;

/** Samples with the hash of each position, and how often each hash occurs. Takes 4 bytes a byte and 4 << f. */
export class SegmentSource {
  private readonly hashes: Uint32Array;
  private readonly counts: Uint32Array;

  /**
   * @param samples one behind the other
   * @param ends where each of them ends
   * @param skip positions that are not counted after each one that is
   */
  constructor(
    private readonly samples: Uint8Array,
    ends: readonly number[],
    private readonly d: number,
    f: number,
    skip: number,
  ) {
    this.hashes = hashesOf(samples, d, f);
    this.counts = new Uint32Array(1 << f);
    let at = 0;
    for (const end of ends) {
      for (; at + WORD <= end; at += skip + 1) this.counts[this.hashes[at]!]!++;
      at = end;
    }
  }

  /**
   * Selects at most `size` bytes in segments of `k`. A generator: it yields after each epoch how many positions that
   * was, so that the caller may let others have their turn, and returns the content.
   */
  *select(k: number, size: number): Generator<number, Uint8Array<ArrayBuffer>, undefined> {
    const content = new Uint8Array(size);
    let tail = size;
    const positions = this.hashes.length;
    const epochs = epochsOf(positions, k, size);
    const counts = this.counts.slice();
    const inSegment = new Uint16Array(counts.length);
    let empty = 0;
    for (let epoch = 0; tail > 0 && positions > 0; epoch = (epoch + 1) % epochs.count) {
      const begin = epoch * epochs.size;
      const segment = this.best(counts, inSegment, begin, begin + epochs.size, k - this.d + 1);
      yield epochs.size;
      if (segment.score === 0) {
        if (++empty >= EMPTY_EPOCHS_MAX) break;
        continue;
      }
      empty = 0;
      const length = Math.min(segment.end - segment.begin + this.d - 1, tail);
      if (length < this.d) break;
      tail -= length;
      content.set(this.samples.subarray(segment.begin, segment.begin + length), tail);
    }
    return content.subarray(tail);
  }

  /** The segment of [begin, end) that scores most, at most `width` positions; its sequences then count for nothing. */
  private best(counts: Uint32Array, inSegment: Uint16Array, begin: number, end: number, width: number) {
    const { hashes } = this;
    let score = 0;
    let from = begin;
    const best = { begin: 0, end: 0, score: 0 };
    for (let to = begin; to < end; ) {
      const added = hashes[to++]!;
      if (inSegment[added]!++ === 0) score += counts[added]!;
      if (to - from > width) {
        const removed = hashes[from++]!;
        if (--inSegment[removed]! === 0) score -= counts[removed]!;
      }
      if (score > best.score) {
        best.score = score;
        best.begin = from;
        best.end = to;
      }
    }
    for (; from < end; from++) inSegment[hashes[from]!] = 0;
    for (let at = best.begin; at < best.end; at++) counts[hashes[at]!] = 0;
    return best;
  }
}

/** As many epochs as there will be segments, but none with less than ten of them to choose from. */
function epochsOf(positions: number, k: number, size: number): { count: number; size: number } {
  const count = Math.max(1, Math.floor(size / k));
  const epochSize = Math.floor(positions / count);
  if (epochSize >= k * EPOCH_SEGMENTS_MIN) return { count, size: epochSize };
  const smallest = Math.min(k * EPOCH_SEGMENTS_MIN, positions);
  return { count: Math.floor(positions / smallest), size: smallest };
}

/** A hash of f bits of the d bytes at each position that has 8 behind it. */
function hashesOf(samples: Uint8Array, d: number, f: number): Uint32Array {
  const hashes = new Uint32Array(Math.max(0, samples.length - WORD + 1));
  const view = new DataView(samples.buffer, samples.byteOffset, samples.length);
  const highMask = d === WORD ? 0xffffffff : 0xffff;
  const shift = 32 - f;
  for (let at = 0; at < hashes.length; at++) {
    // Two rounds of multiplication mix 64 bits into 32 without BigInt; the constants are those of MurmurHash3.
    let hash = Math.imul(view.getUint32(at, true), 0xcc9e2d51);
    hash = Math.imul(((hash << 15) | (hash >>> 17)) ^ (view.getUint32(at + 4, true) & highMask), 0x1b873593);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hashes[at] = (hash ^ (hash >>> 16)) >>> shift;
  }
  return hashes;
}
