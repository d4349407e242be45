/** Huffman coding of literals: tree descriptions and streams, written for clarity. RFC 8878 §4.2 */

import { backwardBits, concat, type Field } from "./bits.js";
import { fseDescription, fsePath, fseTable } from "./fse.js";

/** One code a symbol; `width` 0 where the symbol does not occur. */
export interface HuffmanTree {
  /** Weight of every symbol from 0 to the last that has one. */
  readonly weights: readonly number[];
  readonly codes: readonly Field[];
}

/**
 * The code of a complete set of weights. RFC 8878 §4.2.1.3
 *
 * Codes are given from the longest (weight 1) to the shortest, symbols in natural order within a weight.
 */
export function huffmanTree(weights: readonly number[]): HuffmanTree {
  const total = weights.reduce((sum, weight) => sum + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const maxBits = Math.ceil(Math.log2(total));
  const codes: Field[] = weights.map(() => ({ value: 0, width: 0 }));
  let code = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    const width = maxBits + 1 - weight;
    for (let symbol = 0; symbol < weights.length; symbol++) {
      if (weights[symbol] === weight) codes[symbol] = { value: code++, width };
    }
    code >>= 1;
  }
  return { weights, codes };
}

/** Weights for `symbols`, as equal as a complete tree of at most `maxBits` bits allows. */
export function flatWeights(symbols: readonly number[], maxBits = 11): number[] {
  const weights = new Array<number>(Math.max(...symbols) + 1).fill(0);
  const bits = Math.ceil(Math.log2(symbols.length));
  if (bits > maxBits) throw new Error(`${symbols.length} symbols do not fit ${maxBits} bits`);
  const short = 2 ** bits - symbols.length; // symbols that get one bit less than the others
  const sorted = [...symbols].sort((a, b) => a - b);
  sorted.forEach((symbol, index) => {
    weights[symbol] = index < short ? 2 : 1;
  });
  return weights;
}

/** Weights that need exactly `maxBits` bits: two longest codes, one code of every shorter length. */
export function steepWeights(symbols: readonly number[]): number[] {
  const weights = new Array<number>(Math.max(...symbols) + 1).fill(0);
  symbols.forEach((symbol, index) => {
    weights[symbol] = Math.max(1, index);
  });
  return weights;
}

/** Direct description: 4 bits a weight, the last weight left out. RFC 8878 §4.2.1.1 */
export function directDescription(weights: readonly number[]): Uint8Array {
  return directDescriptionOf(weights.slice(0, -1));
}

/** Direct description of just these weights, whatever they are. */
export function directDescriptionOf(listed: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + Math.ceil(listed.length / 2));
  bytes[0] = 127 + listed.length;
  listed.forEach((weight, index) => {
    bytes[1 + (index >> 1)] = bytes[1 + (index >> 1)]! | (weight << (index % 2 === 0 ? 4 : 0));
  });
  return bytes;
}

/** FSE-coded description: the last weight left out. RFC 8878 §4.2.1.2 */
export function fseWeightsDescription(weights: readonly number[], accuracyLog = 6): Uint8Array {
  return fseWeightsDescriptionOf(weights.slice(0, -1), accuracyLog);
}

/** FSE-coded description of just these weights, with counts in proportion unless given. */
export function fseWeightsDescriptionOf(
  listed: readonly number[],
  accuracyLog: number,
  counts = proportionalCounts(listed, accuracyLog),
): Uint8Array {
  const body = concat(fseDescription(accuracyLog, counts), weightStream(listed, accuracyLog, counts));
  return concat(Uint8Array.of(body.length), body);
}

/** Two interleaved states: the first codes the weights of even index, the second those of odd index. */
export function weightStream(listed: readonly number[], accuracyLog: number, counts: readonly number[]): Uint8Array {
  const table = fseTable(accuracyLog, counts);
  const paths = [0, 1].map((parity) =>
    fsePath(
      table,
      listed.filter((_, index) => index % 2 === parity),
    ),
  );
  const fields: Field[] = [paths[0]!.initial, paths[1]!.initial];
  for (let i = 0; i + 2 < listed.length; i++) fields.push(paths[i % 2]!.updates[i >> 1]!);
  return backwardBits(fields);
}

/** Counts that sum to 2^accuracyLog, every symbol that occurs at least 1. */
export function proportionalCounts(symbols: readonly number[], accuracyLog: number): number[] {
  const size = 1 << accuracyLog;
  const histogram = new Array<number>(Math.max(...symbols) + 1).fill(0);
  for (const symbol of symbols) histogram[symbol] = histogram[symbol]! + 1;
  const counts = histogram.map((n) => (n === 0 ? 0 : Math.max(1, Math.floor((n * size) / symbols.length))));
  const largest = () => counts.indexOf(Math.max(...counts));
  let sum = counts.reduce((a, b) => a + b, 0);
  for (; sum > size; sum--) counts[largest()] = counts[largest()]! - 1;
  counts[largest()] = counts[largest()]! + size - sum;
  if (counts.filter((count) => count > 0).length === 1) {
    // One symbol alone would need no bits, which an FSE table cannot say: give a neighbour one state.
    const only = largest();
    counts[only] = size - 1;
    if (only === 0) counts.push(1);
    else counts[only - 1] = 1;
  }
  return counts;
}

/** One Huffman-coded stream. RFC 8878 §4.2.2 */
export function huffmanStream(tree: HuffmanTree, literals: Uint8Array): Uint8Array {
  return backwardBits(
    Array.from(literals, (literal) => {
      const code = tree.codes[literal];
      if (code === undefined || code.width === 0) throw new Error(`no code for literal ${literal}`);
      return code;
    }),
  );
}
