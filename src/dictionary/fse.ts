/** FSE: descriptions read and written, tables, and the two interleaved states of Huffman weights. RFC 8878 §4.1 */

import { H4Error } from "../api/errors.js";
import { type BackwardReader, BitWriter, bitsAt } from "./bits.js";

/** Probabilities of symbols, of a table of 1 << accuracyLog states; -1 is "less than 1". RFC 8878 §4.1.1 */
export interface Distribution {
  readonly accuracyLog: number;
  readonly probabilities: Int16Array;
}

/** What each state of a decoding table stands for. RFC 8878 §4.1.1 */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  /** Bits that lead to the next state, and the state that they are added to. */
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** Smallest Accuracy_Log, which the first four bits of a description count from. RFC 8878 §4.1.1 */
const ACCURACY_LOG_MIN = 5;

/** Reads the description at `at`; `size` is how many bytes it takes. RFC 8878 §4.1.1 */
export function readDistribution(bytes: Uint8Array, at: number): { distribution: Distribution; size: number } {
  let bit = at * 8 + 4;
  const accuracyLog = ACCURACY_LOG_MIN + bitsAt(bytes, at * 8, 4);
  const probabilities: number[] = [];
  let remaining = (1 << accuracyLog) + 1;
  while (remaining > 1) {
    const width = 32 - Math.clz32(remaining);
    const threshold = 1 << (width - 1);
    const short = 2 * threshold - 1 - remaining;
    let value = bitsAt(bytes, bit, width);
    const low = value & (threshold - 1);
    if (low < short) {
      value = low;
      bit += width - 1;
    } else {
      if (value >= threshold) value -= short;
      bit += width;
    }
    const probability = value - 1;
    probabilities.push(probability);
    remaining -= Math.abs(probability);
    if (probability !== 0) continue;
    for (let zeros = 3; zeros === 3; bit += 2) {
      zeros = bitsAt(bytes, bit, 2);
      for (let i = 0; i < zeros; i++) probabilities.push(0);
    }
  }
  if (remaining < 1) throw new H4Error("DATA_CORRUPT", "An FSE description gives out more states than there are");
  const size = Math.ceil(bit / 8) - at;
  return { distribution: { accuracyLog, probabilities: Int16Array.from(probabilities) }, size };
}

/** Writes a description. RFC 8878 §4.1.1 */
export function writeDistribution({ accuracyLog, probabilities }: Distribution): Uint8Array<ArrayBuffer> {
  const out = new BitWriter();
  out.add(accuracyLog - ACCURACY_LOG_MIN, 4);
  let remaining = (1 << accuracyLog) + 1;
  for (let symbol = 0; remaining > 1; ) {
    const probability = probabilities[symbol++]!;
    const width = 32 - Math.clz32(remaining);
    const threshold = 1 << (width - 1);
    // Values below this take one bit less.
    const short = 2 * threshold - 1 - remaining;
    const value = probability + 1;
    out.add(value >= threshold ? value + short : value, value < short ? width - 1 : width);
    remaining -= Math.abs(probability);
    if (probability !== 0) continue;
    // A zero is followed by two bits at a time that say how many more there are.
    let zeros = 0;
    while (probabilities[symbol] === 0) {
      symbol++;
      zeros++;
    }
    for (; zeros >= 3; zeros -= 3) out.add(3, 2);
    out.add(zeros, 2);
  }
  return out.finish();
}

/** The decoding table of a distribution. RFC 8878 §4.1.1 */
export function fseTable({ accuracyLog, probabilities }: Distribution): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  let high = size;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability < 0) symbols[--high] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    for (let i = 0; i < probability; i++) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position >= high);
    }
  }
  const next = Uint16Array.from(probabilities, Math.abs);
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const value = next[symbols[state]!]!++;
    bits[state] = accuracyLog - (31 - Math.clz32(value));
    bases[state] = (value << bits[state]!) - size;
  }
  return { accuracyLog, symbols, bits, bases };
}

/**
 * Probabilities for `counts`, of which at least two are not 0, in a table of 1 << accuracyLog states. What is in use
 * has a state at least. Rounding goes to what saves most: the symbol whose cost falls most by one state more.
 */
export function normalize(counts: Readonly<ArrayLike<number>>, accuracyLog: number): Distribution {
  const size = 1 << accuracyLog;
  let total = 0;
  for (let s = 0; s < counts.length; s++) total += counts[s]!;
  const probabilities = new Int16Array(counts.length);
  let left = size;
  for (let s = 0; s < counts.length; s++) {
    if (counts[s] === 0) continue;
    probabilities[s] = Math.max(1, Math.floor((counts[s]! * size) / total));
    left -= probabilities[s]!;
  }
  // The gain of a state more is count · log2((p + 1) / p), that of one less the same from the other side.
  const gain = (s: number, p: number) => counts[s]! * Math.log2((p + 1) / p);
  for (; left > 0; left--) probabilities[best(probabilities, (s, p) => gain(s, p))]!++;
  for (; left < 0; left++) probabilities[best(probabilities, (s, p) => (p > 1 ? -gain(s, p - 1) : -Infinity))]!--;
  return { accuracyLog, probabilities };
}

/** The symbol in use of which `value` is greatest: of equals the first, so that the choice is the same everywhere. */
function best(probabilities: Int16Array, value: (symbol: number, probability: number) => number): number {
  let found = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    const is = value(symbol, probability);
    if (found >= 0 && is <= highest) continue;
    found = symbol;
    highest = is;
  }
  return found;
}

/**
 * Encodes `data` with two states in turn, as the weights of a Huffman tree are. RFC 8878 §4.2.1.2. The decoder begins
 * with the first symbol, so the encoder does with the last.
 */
export function encodeInterleaved(data: Uint8Array, table: FseTable): Uint8Array<ArrayBuffer> {
  const out = new BitWriter();
  const states = [-1, -1];
  for (let i = data.length - 1; i >= 0; i--) {
    const symbol = data[i]!;
    const state = states[i & 1]!;
    if (state < 0) {
      // The lowest state of a symbol takes most bits to leave: the decoder then notices that there are none.
      states[i & 1] = table.symbols.indexOf(symbol);
      continue;
    }
    const from = stateBefore(table, symbol, state);
    out.add(state - table.bases[from]!, table.bits[from]!);
    states[i & 1] = from;
  }
  out.add(states[1]!, table.accuracyLog);
  out.add(states[0]!, table.accuracyLog);
  return out.finishBackward();
}

/** The state of `symbol` that leads to `state`: exactly one does. */
function stateBefore({ symbols, bits, bases }: FseTable, symbol: number, state: number): number {
  return symbols.findIndex(
    (s, from) => s === symbol && state >= bases[from]! && state < bases[from]! + (1 << bits[from]!),
  );
}

/** A state of a table as it walks a bitstream. */
export class FseState {
  private state: number;

  constructor(
    private readonly table: FseTable,
    private readonly reader: BackwardReader,
  ) {
    this.state = reader.read(table.accuracyLog);
  }

  get symbol(): number {
    return this.table.symbols[this.state]!;
  }

  advance(): void {
    const { bits, bases } = this.table;
    this.state = bases[this.state]! + this.reader.read(bits[this.state]!);
  }
}
