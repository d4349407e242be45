/** The Huffman tree of a dictionary: all 256 literals have a code, of at most 11 bits. RFC 8878 §4.2.1 */

import { encodeInterleaved, fseTable, normalize, writeDistribution } from "./fse.js";

/** Maximum_Number_of_Bits. RFC 8878 §4.2.1 */
const BITS_MAX = 11;
/** Highest Accuracy_Log of the weights. RFC 8878 §4.2.1.2 */
const WEIGHTS_LOG = 6;

/** A tree of 256 codes as a frame or a dictionary begins with it. RFC 8878 §4.2.1; `counts` are all at least 1. */
export function writeTree(counts: Uint32Array): Uint8Array<ArrayBuffer> {
  const lengths = codeLengths(counts, BITS_MAX);
  const longest = Math.max(...lengths);
  // Weights that are all the same have no FSE table: the flat tree gives way to the one next to it.
  if (longest === 8) return writeTree(almostFlat());
  // That of the last symbol follows from the others.
  const weights = lengths.subarray(0, 255).map((length) => longest + 1 - length);
  const histogram = new Uint32Array(longest + 1);
  for (const weight of weights) histogram[weight]!++;
  const distribution = normalize(histogram, WEIGHTS_LOG);
  const description = writeDistribution(distribution);
  const stream = encodeInterleaved(weights, fseTable(distribution));
  // 255 weights of eleven kinds take at most 111 bytes: below the 128 that would mean weights of four bits.
  return Uint8Array.of(description.length + stream.length, ...description, ...stream);
}

function almostFlat(): Uint32Array {
  const counts = new Uint32Array(256).fill(2);
  counts[0] = 4;
  counts[253] = 1;
  counts[254] = 1;
  return counts;
}

/** A set of symbols with the sum of their counts. */
interface Package {
  readonly count: number;
  readonly symbols: readonly number[];
}

/**
 * Lengths of the best codes of at most `bitsMax` bits: package-merge (Larmore and Hirschberg, 1990). Of 2·(n − 1)
 * packages of the last level, each time that a symbol is in one makes its code a bit longer.
 */
function codeLengths(counts: Uint32Array, bitsMax: number): Uint8Array {
  const leaves = Array.from(counts, (count, symbol): Package => ({ count, symbols: [symbol] }));
  leaves.sort((a, b) => a.count - b.count || a.symbols[0]! - b.symbols[0]!);
  let level = leaves;
  for (let bits = 1; bits < bitsMax; bits++) {
    const packages: Package[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      const [a, b] = [level[i]!, level[i + 1]!];
      packages.push({ count: a.count + b.count, symbols: [...a.symbols, ...b.symbols] });
    }
    // Sorting is stable: of equals, leaves come first.
    level = [...leaves, ...packages].sort((a, b) => a.count - b.count);
  }
  const lengths = new Uint8Array(counts.length);
  for (const { symbols } of level.slice(0, 2 * (counts.length - 1))) for (const symbol of symbols) lengths[symbol]!++;
  return lengths;
}
