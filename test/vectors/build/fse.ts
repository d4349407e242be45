/** Finite State Entropy, written for clarity and not for speed. RFC 8878 §4.1 */

import { type Field, forwardBits } from "./bits.js";

/** One state of a decoding table: what it means, and which states may follow. */
interface State {
  readonly symbol: number;
  readonly baseline: number;
  readonly bits: number;
}

/** A distribution: one count a symbol, −1 for "less than one", and the table that it decodes with. */
export interface FseTable {
  readonly accuracyLog: number;
  readonly counts: readonly number[];
  readonly states: readonly State[];
  /** The states of each symbol. */
  readonly bySymbol: readonly (readonly number[])[];
}

/** The decoding table of a distribution. RFC 8878 §4.1.1, "From normalized distribution to decoding tables" */
export function fseTable(accuracyLog: number, counts: readonly number[]): FseTable {
  const size = 1 << accuracyLog;
  const symbols = spread(size, counts);
  const next = counts.map((count) => (count === -1 ? 1 : count));
  const states = symbols.map((symbol) => {
    const state = next[symbol]!;
    next[symbol] = state + 1;
    const bits = accuracyLog - Math.floor(Math.log2(state));
    return { symbol, baseline: state * 2 ** bits - size, bits };
  });
  return { accuracyLog, counts, states, bySymbol: statesBySymbol(states) };
}

function statesBySymbol(states: readonly State[]): number[][] {
  const bySymbol: number[][] = [];
  states.forEach(({ symbol }, index) => {
    bySymbol[symbol] ??= [];
    bySymbol[symbol].push(index);
  });
  return bySymbol;
}

function spread(size: number, counts: readonly number[]): number[] {
  const symbols = new Array<number>(size).fill(0);
  let high = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--high] = symbol;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[at] = symbol;
      do at = (at + step) % size;
      while (at >= high);
    }
  });
  if (at !== 0) throw new Error(`counts ${counts.join(" ")} do not fill a table of ${size}`);
  return symbols;
}

/** A table of one state that takes no bits: RLE_Mode. RFC 8878 §3.1.1.3.2.1 */
export function rleTable(symbol: number): FseTable {
  const states = [{ symbol, baseline: 0, bits: 0 }];
  return { accuracyLog: 0, counts: [], states, bySymbol: statesBySymbol(states) };
}

/**
 * The table description of a distribution. RFC 8878 §4.1.1
 *
 * Nothing is checked, so that descriptions that must be refused can be written too.
 */
export function fseDescription(accuracyLog: number, counts: readonly number[]): Uint8Array {
  const fields: Field[] = [{ value: accuracyLog - 5, width: 4 }];
  let remaining = 1 << accuracyLog;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const count = counts[symbol]!;
    fields.push(countField(count, remaining));
    remaining -= Math.abs(count);
    if (count !== 0) continue;
    let zeros = 0;
    while (counts[symbol + 1 + zeros] === 0) zeros++;
    symbol += zeros;
    for (; zeros >= 3; zeros -= 3) fields.push({ value: 3, width: 2 });
    fields.push({ value: zeros, width: 2 });
  }
  return forwardBits(fields);
}

/** A count in as many bits as what remains calls for: small values save one bit. */
export function countField(count: number, remaining: number): Field {
  const value = count + 1;
  const width = Math.floor(Math.log2(remaining + 1)) + 1;
  const low = 2 ** (width - 1) - 1;
  const threshold = 2 ** width - 1 - (remaining + 1);
  if (value < threshold) return { value, width: width - 1 };
  return { value: value <= low ? value : value + threshold, width };
}

/** The states that decode to `symbols`, and the bits read between them. */
export interface FsePath {
  readonly initial: Field;
  /** `updates[i]` leads from symbol i to symbol i + 1. */
  readonly updates: readonly Field[];
}

/**
 * A way through the table that decodes to `symbols`, found from the last to the first.
 *
 * The state of the last symbol is free: the one whose update would take most bits, as a Huffman weight stream needs it.
 */
export function fsePath(table: FseTable, symbols: readonly number[]): FsePath {
  const updates: Field[] = [];
  let state = lastState(table, symbols.at(-1)!);
  for (let i = symbols.length - 2; i >= 0; i--) {
    const target = state;
    const covers = (s: State) => target >= s.baseline && target < s.baseline + 2 ** s.bits;
    const found = table.bySymbol[symbols[i]!]?.find((candidate) => covers(table.states[candidate]!));
    if (found === undefined) throw new Error(`symbol ${symbols[i]} is not in the table`);
    state = found;
    updates.push({ value: target - table.states[state]!.baseline, width: table.states[state]!.bits });
  }
  updates.reverse();
  return { initial: { value: state, width: table.accuracyLog }, updates };
}

function lastState(table: FseTable, symbol: number): number {
  let best = -1;
  table.states.forEach((state, index) => {
    if (state.symbol === symbol && (best < 0 || state.bits > table.states[best]!.bits)) best = index;
  });
  if (best < 0) throw new Error(`symbol ${symbol} is not in the table`);
  return best;
}
