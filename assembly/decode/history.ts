/**
 * The decoded bytes: what is still to be taken, and the window behind it. RFC 8878 §3.1.1.1.2
 *
 * A ring that is written in segments. The first segment continues the dictionary:
 *
 *   dictionary │ taken │ to be taken │ free …                    limit of reach: the dictionary, or one window
 *              origin          written                     end
 *
 * and each further one begins at the origin again, over the segment before it, whose tail is still in the window:
 *
 *                taken │ to be taken │ free … │ older segment │ free
 *              origin          written        tailStart  tailEnd  end
 *
 * A match that reaches before the origin is then found in the tail. Memory is bounded by the window and a constant,
 * nothing is ever moved, and the common match pays one comparison.
 */

import { BLOCK_SIZE_MAX } from "../common/limits";
import { dictionaryContentEnd, dictionaryContentPtr } from "../memory/dictionary";
import { reserve } from "../memory/io";
import { SLACK } from "../memory/map";

/**
 * Room beside the window. The tail must outlive the block that is being decoded, and each segment may end a block
 * early: two blocks at least.
 */
const SPARE: u64 = 4 * BLOCK_SIZE_MAX;
/** Memory is asked for in steps of at least this, as the output grows. */
const GROWTH: usize = 1 << 20;

let origin: usize = 0;
let end: usize = 0;
let written: usize = 0;
let taken: usize = 0;
let reserved: usize = 0;
let tailEnd: usize = 0;
let reach: usize = 0;
let tailReach: usize = 0;
let window: u64 = 0;
let total: u64 = 0;

/** Where the next decoded byte goes. */
// @ts-ignore: decorator
@inline
export function writtenPtr(): usize {
  return written;
}

/** First byte that was not handed out yet. */
export function takenPtr(): usize {
  return taken;
}

/** Bytes of the frame so far. */
export function frameTotal(): u64 {
  return total;
}

/** Lowest address that a match may copy from without looking into the tail. */
export function reachPtr(): usize {
  return reach;
}

/** How far a match may reach before the origin into the tail; 0 in the first segment. */
export function tailReachBytes(): usize {
  return tailReach;
}

/** Where the tail ends: as if it lay right before the origin. */
export function tailEndPtr(): usize {
  return tailEnd;
}

export function originPtr(): usize {
  return origin;
}

/** Begins a frame: nothing is decoded; `size` is its content size, or u64.MAX_VALUE when that is unknown. */
export function beginHistory(windowSize: u64, size: u64): void {
  origin = dictionaryContentEnd();
  written = origin;
  taken = origin;
  reserved = 0;
  tailEnd = 0;
  tailReach = 0;
  window = windowSize;
  total = 0;
  end = origin + <usize>min(size, windowSize + SPARE);
}

/** Everything before `written` was handed out. */
export function takeAll(): void {
  taken = written;
}

/**
 * Makes room for a block of at most `size` bytes and says where matches may reach from it: false when memory cannot
 * be had. When the segment is full, everything must have been taken (`segmentIsFull`).
 */
export function openBlock(size: usize): bool {
  if (segmentIsFull(size)) {
    tailEnd = written;
    written = origin;
    taken = origin;
  }
  const have = <u64>(written - origin);
  if (tailEnd != 0) {
    reach = origin;
    tailReach = have < window ? <usize>(window - have) : 0;
    if (have > window) reach = written - <usize>window;
  } else {
    reach = have <= window ? dictionaryContentPtr() : written - <usize>window;
  }
  return grow(written + size + SLACK);
}

/** Whether a block of `size` bytes does not fit behind what is written. */
export function segmentIsFull(size: usize): bool {
  return size > end - written;
}

function grow(needed: usize): bool {
  if (needed <= reserved) return true;
  // A quarter more at a time: growth detaches the host's views, which should be rare.
  const ample = min(end + SLACK, needed + max(GROWTH, (needed - origin) >> 2));
  reserved = max(ample, needed);
  if (reserve(reserved)) return true;
  reserved = needed;
  return reserve(needed);
}

/** Closes the block: it ends at `ptr`. */
export function closeBlock(ptr: usize): void {
  total += <u64>(ptr - written);
  written = ptr;
}
