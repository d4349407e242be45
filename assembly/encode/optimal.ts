/**
 * Optimal parsing: of all ways to cut a stretch of the block into literals and matches the one that costs least, by
 * what literals, lengths and offsets have cost so far (see prices.ts).
 *
 *   ┌ price ┬ offset value ┬ match length ┬ literals behind the match ┬ 3 × repeated offset ┬ – ┐   32 B a node
 *   0       4              8              12                          16                    28
 *
 * Node n is the cheapest way to n bytes into the stretch: a match and literals behind it. Going back by the two lengths
 * leads to the node that the match began at.
 */

import { MATCHES, OPTIMAL_NODES } from "../memory/map";
import { proposeRepeat3, proposeRepeats, repeat1, repeat2, repeat3, repeatOf } from "./match";
import {
  countSequence, literalPrice, literalsLengthPrice, matchLengthPrice, offsetPrice, settlePrices,
} from "./prices";
import { storeLastLiterals, storeSequence } from "./sequence-store";
import { collectMatches } from "./tree";

/** Nodes in a stretch. */
const STRETCH_MAX: u32 = 4096;
const PRICE_MAX: i32 = 1 << 30;
/** A choice that is not cheaper by half a bit is not pursued where speed counts. */
const HALF_BIT: i32 = 128;

const OFFSET: usize = 4;
const MATCH: usize = 8;
const LITERALS: usize = 12;
const REPEATS: usize = 16;

// @ts-ignore: decorator
@inline
function node(index: u32): usize {
  return OPTIMAL_NODES + (index << 5);
}

// @ts-ignore: decorator
@inline
function copyNode(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u32>(to, load<u32>(from, 24), 24);
}

/** Price of the step from `n` − 1 literals to `n`, beside the literal. */
function oneLiteralMore(n: u32): i32 {
  return literalsLengthPrice(n) - literalsLengthPrice(n - 1);
}

/** Repeated offsets behind a match that begins at `from` with this offset value, at `to`. RFC 8878 §3.1.1.5 */
function repeatsBehind(to: usize, from: usize, value: u32): void {
  const rep1 = load<u32>(from, REPEATS);
  const rep2 = load<u32>(from, REPEATS + 4);
  const behind = load<u32>(from, LITERALS) != 0;
  let third = rep2;
  let second = rep1;
  let first = value - 3;
  if (value <= 3) {
    first = repeatOf(from + REPEATS, value, behind);
    const index = value - <u32>behind;
    if (index < 2) third = load<u32>(from, REPEATS + 8);
    if (index == 0) second = rep2;
  }
  store<u32>(to, first, REPEATS);
  store<u32>(to, second, REPEATS + 4);
  store<u32>(to, third, REPEATS + 8);
}

/** Last node of the stretch at hand. */
let lastNode: u32 = 0;

/**
 * Enters the matches [MATCHES, to) for the node `current`, whole and cut short. That a cut costs more is no reason to
 * leave out shorter ones: spreadsheets get 30 % smaller.
 */
function enterMatches(current: u32, to: usize, base: i32, minMatch: u32): void {
  let shortest = minMatch;
  for (let at = MATCHES; at < to; at += 8) {
    const value = load<u32>(at);
    const longest = load<u32>(at, 4);
    const price = base + offsetPrice(value);
    while (lastNode < current + longest) {
      lastNode++;
      store<i32>(node(lastNode), PRICE_MAX);
      store<u32>(node(lastNode), 1, LITERALS);
    }
    for (let length = longest; length >= shortest; length--) {
      const target = node(current + length);
      const whole = price + matchLengthPrice(length);
      if (whole < load<i32>(target)) {
        store<i32>(target, whole);
        store<u32>(target, value, OFFSET);
        store<u32>(target, length, MATCH);
        store<u32>(target, 0, LITERALS);
      }
    }
    shortest = longest + 1;
  }
  store<i32>(node(lastNode + 1), PRICE_MAX);
}

/** Goes one literal on from node `current` − 1, if that is the cheapest way to `current`. */
// @ts-ignore: decorator
@inline
function stepLiteral(current: u32, ip: usize, end: usize, thorough: bool): void {
  const here = node(current);
  const before = here - 32;
  const literals = load<u32>(before, LITERALS) + 1;
  const price = load<i32>(before) + literalPrice(ip - 1) + oneLiteralMore(literals);
  const matchPrice = load<i32>(here);
  if (price > matchPrice) return;
  const value = load<u32>(here, OFFSET);
  const length = load<u32>(here, MATCH);
  const wasMatch = load<u32>(here, LITERALS) == 0;
  copyNode(here, before);
  store<u32>(here, literals, LITERALS);
  store<i32>(here, price);
  // The match that lost may still win one literal further on: the first literal after it can cost less than nothing.
  if (!thorough || !wasMatch || current > STRETCH_MAX - 3 || ip >= end) return;
  const first = oneLiteralMore(1);
  if (first >= 0) return;
  const literal = literalPrice(ip);
  const withMatch = matchPrice + literal + first;
  if (withMatch >= price + literal + oneLiteralMore(literals + 1)) return;
  const after = here + 32;
  if (withMatch >= load<i32>(after)) return;
  const start = node(current - length);
  store<i32>(after, withMatch);
  store<u32>(after, value, OFFSET);
  store<u32>(after, length, MATCH);
  store<u32>(after, 1, LITERALS);
  repeatsBehind(after, start, value);
  if (lastNode < current + 1) {
    lastNode = current + 1;
    store<i32>(node(lastNode + 1), PRICE_MAX);
  }
}

/**
 * Cuts the block [start, end) into sequences, which are stored and counted. A match of more than `enough` bytes is
 * taken without looking further.
 */
export function findOptimal(start: usize, end: usize, low: usize, minMatch: u32, enough: u32, thorough: bool): void {
  const limit = end - 8;
  let anchor = start;
  let ip = start;
  if (ip == low) ip++;
  const origin = node(0);
  store<u32>(origin, repeat1(), REPEATS);
  store<u32>(origin, repeat2(), REPEATS + 4);
  store<u32>(origin, repeat3(), REPEATS + 8);
  settlePrices();
  while (ip < limit) {
    const literals = <u32>(ip - anchor);
    let to = collectMatches(ip, end, low, origin + REPEATS, literals != 0, minMatch, enough);
    if (to == MATCHES) {
      ip++;
      continue;
    }
    store<i32>(origin, literalsLengthPrice(literals));
    store<u32>(origin, 0, MATCH);
    store<u32>(origin, literals, LITERALS);
    lastNode = 0;
    let current: u32 = 0;
    let longest = load<u32>(to - 4);
    let value = load<u32>(to - 8);
    let found = longest > enough;
    if (!found) {
      enterMatches(0, to, load<i32>(origin) + literalsLengthPrice(0), minMatch);
      for (current = 1; current <= lastNode; current++) {
        const at = ip + current;
        const here = node(current);
        stepLiteral(current, at, end, thorough);
        if (!load<u32>(here, LITERALS)) {
          repeatsBehind(here, node(current - load<u32>(here, MATCH)), load<u32>(here, OFFSET));
        }
        if (at > limit) continue;
        if (current == lastNode) break;
        if (!thorough) {
          if (load<i32>(here, 32) <= load<i32>(here) + HALF_BIT) continue;
        }
        const behind = load<u32>(here, LITERALS) != 0;
        to = collectMatches(at, end, low, here + REPEATS, behind, minMatch, enough);
        if (to == MATCHES) continue;
        longest = load<u32>(to - 4);
        value = load<u32>(to - 8);
        found = longest > enough || current + longest >= STRETCH_MAX || at + longest >= end;
        if (found) break;
        enterMatches(current, to, load<i32>(here) + literalsLengthPrice(0), minMatch);
      }
    }
    // The last node, at hand or made of the match that ended the search.
    let last = node(lastNode);
    if (found) {
      const from = node(current);
      lastNode = current + longest;
      last = node(STRETCH_MAX + 1);
      store<u32>(last, value, OFFSET);
      store<u32>(last, longest, MATCH);
      store<u32>(last, 0, LITERALS);
      repeatsBehind(last, from, value);
    }
    if (!load<u32>(last, MATCH)) {
      ip += lastNode;
      continue;
    }
    anchor = storeStretch(last, lastNode, anchor);
    ip = anchor + load<u32>(last, LITERALS);
    store<u64>(origin, load<u64>(last, REPEATS), REPEATS);
    store<u32>(origin, load<u32>(last, REPEATS + 8), REPEATS + 8);
    settlePrices();
  }
  storeLastLiterals(anchor, end);
  proposeRepeats(load<u32>(origin, REPEATS), load<u32>(origin, REPEATS + 4));
  proposeRepeat3(load<u32>(origin, REPEATS + 8));
}

/** Stores the sequences that lead to `last`, which is node `at`, the first of them first; returns where they end. */
function storeStretch(last: usize, at: u32, anchor: usize): usize {
  // Turned round: each node says from then on which one comes next.
  let next: usize = 0;
  let here = last;
  while (load<u32>(here, MATCH)) {
    at -= load<u32>(here, MATCH) + load<u32>(here, LITERALS);
    store<i32>(here, <i32>next);
    next = here;
    here = node(at);
  }
  let literals = load<u32>(here, LITERALS);
  while (next) {
    const value = load<u32>(next, OFFSET);
    const length = load<u32>(next, MATCH);
    countSequence(anchor, literals, value, length);
    storeSequence(anchor, literals, value, length);
    anchor += literals + length;
    literals = load<u32>(next, LITERALS);
    next = <usize>load<i32>(next);
  }
  return anchor;
}
