/**
 * Decompression of a stream of frames, step by step. RFC 8878 §3.1
 *
 * Input gathers at IO; whole blocks are decoded from there into the history, and what is decoded is handed out from
 * there. Nothing depends on how the input was cut: a block is decoded when all of it is there.
 */

import {
  BLOCK_SIZE_MAX, SKIPPABLE_MAGIC, WINDOW_LOG_MAX, WINDOW_LOG_MIN, ZSTD_MAGIC,
} from "../common/limits";
import {
  BAD_MAGIC, BLOCK_SIZE, BLOCK_TYPE, CHECKSUM, CONTENT_SIZE, HAS_OUTPUT, NEEDS_DICTIONARY, NEEDS_INPUT, OUTPUT_LIMIT,
  OUT_OF_MEMORY, PARAMETER, STATE, TRUNCATED, WINDOW_TOO_LARGE,
} from "../common/status";
import { prepareTables } from "../entropy/sequence-tables";
import {
  BLOCK_HEADER_SIZE, COMPRESSED_BLOCK, RAW_BLOCK, RLE_BLOCK, blockHeader, blockSize, blockType, isLastBlock,
} from "../frame/block";
import {
  blockSizeMax, contentBytes, contentSizeKnown, frameDictionaryId, frameHasChecksum, isSkippable, parseFrameHeader,
  windowBytes,
} from "../frame/header";
import { xxh64Digest, xxh64Reset, xxh64Update } from "../hash/xxh64";
import { dictionaryGeneration, takeArena, dictionaryId, dictionaryIsFormatted } from "../memory/dictionary";
import { refuse, reserve, setConsumed, setInput, setOutput } from "../memory/io";
import { ARENA, IO, IO_SIZE } from "../memory/map";
import { decodeBlock, forgetBlocks } from "./block";
import { executedEnd } from "./execute";
import {
  beginHistory, closeBlock, frameTotal, openBlock, segmentIsFull, takeAll, takenPtr, writtenPtr,
} from "./history";

/** No stream was begun. */
const CLOSED: u32 = 0;
/** A frame, or the end of the input, comes next. */
const BETWEEN_FRAMES: u32 = 1;
/** The frame header is parsed; the dictionary it names is not loaded. */
const AT_DICTIONARY: u32 = 2;
const AT_BLOCK: u32 = 3;
const AT_CHECKSUM: u32 = 4;
const IN_SKIPPABLE: u32 = 5;
/** A step refused; it is refused for good. */
const FAILED: u32 = 6;

/** A step returns when this much output lies ready: the host then copies it out of a warm cache. */
const OUTPUT_PIECE: usize = 256 << 10;
const IO_END: usize = IO + IO_SIZE;
/** Content_Checksum: the low 32 bits of XXH64. RFC 8878 §3.1.1 */
const CHECKSUM_SIZE: usize = 4;
const UNLIMITED: u64 = u64.MAX_VALUE;

let stage: u32 = 0;
let failure: i32 = 0;
let pending: bool = false;
let windowMax: u64 = 0;
let outputMax: u64 = 0;
/** Output of the frames before this one. */
let outputBefore: u64 = 0;
let frames: u64 = 0;
let input: usize = 0;
let inputEnd: usize = 0;
/** Position of `input` in the stream. */
let position: u64 = 0;
let skip: u64 = 0;
let generation: u32 = 0;
/** The dictionary for frames that name none, and whether the host was asked for it. */
let unnamed: u32 = 0;
let asked: bool = false;

/**
 * Begins a stream of frames whose windows are at most 1 << windowLogMax (10 to 30) and whose output is at most
 * `maxOutput` bytes in all (-1: unlimited): 0 or PARAMETER.
 */
export function decompressBegin(windowLogMax: i32, maxOutput: f64): i32 {
  stage = CLOSED;
  setInput(IO, 0);
  setOutput(ARENA, 0);
  if (windowLogMax < WINDOW_LOG_MIN) return PARAMETER;
  if (windowLogMax > WINDOW_LOG_MAX) return PARAMETER;
  outputMax = UNLIMITED;
  if (maxOutput != -1) {
    if (!(maxOutput >= 0)) return PARAMETER;
    // Over 2^63 the conversion below could trap, and there is nothing left to limit. Written as a float: an integer
    // literal of that size would be taken as i64, where it is negative.
    if (maxOutput < 9223372036854775808.0) outputMax = <u64>maxOutput;
  }
  if (!reserve(ARENA)) return refuse(OUT_OF_MEMORY, <f64>ARENA, 0);
  prepareTables();
  windowMax = <u64>1 << windowLogMax;
  outputBefore = 0;
  frames = 0;
  input = IO;
  inputEnd = IO;
  position = 0;
  failure = 0;
  takeArena();
  generation = dictionaryGeneration();
  unnamed = generation;
  asked = false;
  beginHistory(0, 0);
  stage = BETWEEN_FRAMES;
  pause(NEEDS_INPUT);
  return 0;
}

/**
 * Takes `length` bytes that were written at `inputPtr` and decodes: NEEDS_INPUT, HAS_OUTPUT, NEEDS_DICTIONARY, or
 * the negative status that ends the stream.
 */
export function decompressStep(length: usize): i32 {
  if (stage == CLOSED) return STATE;
  if (stage == FAILED) return failure;
  if (length > (pending ? 0 : IO_END - inputEnd)) return fail(STATE);
  if (stage != BETWEEN_FRAMES && stage != AT_DICTIONARY && generation != dictionaryGeneration()) return fail(STATE);
  inputEnd += length;
  takeAll();
  const status = advance();
  return status < 0 ? fail(status) : pause(status);
}

/** Ends the stream: 0, TRUNCATED inside a frame or without one, BAD_MAGIC on what is not a frame, or STATE. */
export function decompressEnd(): i32 {
  if (stage == CLOSED) return STATE;
  if (stage == FAILED) return failure;
  if (pending) return STATE;
  if (stage != BETWEEN_FRAMES) return fail(TRUNCATED);
  if (input != inputEnd) return fail(beginsFrame() ? TRUNCATED : BAD_MAGIC);
  if (frames == 0) return fail(TRUNCATED);
  stage = CLOSED;
  setInput(IO, 0);
  return 0;
}

/** Whether the fewer than four bytes that are left could begin a frame. */
function beginsFrame(): bool {
  const have = inputEnd - input;
  if (have >= 4) return true;
  const mask = (<u32>1 << <u32>(have << 3)) - 1;
  const bytes = load<u32>(input) & mask;
  if (bytes == (<u32>ZSTD_MAGIC & mask)) return true;
  return (bytes & 0xfffffff0) == (SKIPPABLE_MAGIC & mask & 0xfffffff0);
}

/** Tells the host where output lies and where more input goes; HAS_OUTPUT leaves no room until it is taken. */
function pause(status: i32): i32 {
  pending = status == HAS_OUTPUT;
  setOutput(takenPtr(), writtenPtr() - takenPtr());
  setConsumed(position);
  if (input == inputEnd) {
    input = IO;
    inputEnd = IO;
  } else if (!pending && IO_END - inputEnd < 2 * <usize>BLOCK_SIZE_MAX) {
    // A block may have begun: moved only when room gets scarce, so that small pieces of input cost no more than large.
    const have = inputEnd - input;
    memory.copy(IO, input, have);
    input = IO;
    inputEnd = IO + have;
  }
  setInput(inputEnd, pending ? 0 : IO_END - inputEnd);
  return status;
}

function fail(status: i32): i32 {
  stage = FAILED;
  failure = status;
  setOutput(ARENA, 0);
  setInput(IO, 0);
  setConsumed(position);
  return status;
}

function consume(bytes: usize): void {
  input += bytes;
  position += <u64>bytes;
}

/** Goes on as far as input and room for output allow. */
function advance(): i32 {
  let status: i32;
  do {
    if (stage == AT_BLOCK) status = block();
    else if (stage == BETWEEN_FRAMES) status = header();
    else if (stage == AT_CHECKSUM) status = checksum();
    else if (stage == IN_SKIPPABLE) status = skipOn();
    else status = beginFrame();
  } while (status == CONTINUE);
  return status;
}

/** Of the functions below: the next thing can be tried. Any other status is for the host. */
const CONTINUE: i32 = 1 << 30;

function header(): i32 {
  if (input == inputEnd) return NEEDS_INPUT;
  // The history begins anew with the frame.
  if (writtenPtr() != takenPtr()) return HAS_OUTPUT;
  const size = parseFrameHeader(input, inputEnd - input);
  if (size < 0) return size;
  if (size == 0) return NEEDS_INPUT;
  if (isSkippable()) {
    skip = contentBytes();
    frames++;
    stage = IN_SKIPPABLE;
    consume(size);
    return CONTINUE;
  }
  if (windowBytes() > windowMax) return refuse(WINDOW_TOO_LARGE, <f64>windowBytes(), <f64>windowMax);
  if (contentSizeKnown()) {
    if (contentBytes() > outputMax - outputBefore) {
      return refuse(OUTPUT_LIMIT, <f64>outputBefore + <f64>contentBytes(), <f64>outputMax);
    }
  }
  consume(size);
  stage = AT_DICTIONARY;
  return CONTINUE;
}

/** Begins the frame whose header was parsed, once its dictionary is there. */
function beginFrame(): i32 {
  const wanted = frameDictionaryId();
  if (wanted != 0) {
    if (wanted != dictionaryId()) return NEEDS_DICTIONARY;
  } else if (unnamed != dictionaryGeneration()) {
    // A frame before this one had its own loaded, which must not pass for that of the stream.
    if (!asked) {
      asked = true;
      return NEEDS_DICTIONARY;
    }
    unnamed = dictionaryGeneration();
  }
  asked = false;
  generation = dictionaryGeneration();
  forgetBlocks(dictionaryIsFormatted());
  beginHistory(windowBytes(), contentSizeKnown() ? contentBytes() : UNLIMITED);
  if (frameHasChecksum()) xxh64Reset();
  stage = AT_BLOCK;
  return CONTINUE;
}

function block(): i32 {
  const available = inputEnd - input;
  if (available < BLOCK_HEADER_SIZE) return NEEDS_INPUT;
  const head = blockHeader(input);
  const type = blockType(head);
  const size = blockSize(head);
  if (type > COMPRESSED_BLOCK) return BLOCK_TYPE;
  const max = blockSizeMax();
  if (size > max) return BLOCK_SIZE;
  const stored: usize = type == RLE_BLOCK ? 1 : size;
  if (available < BLOCK_HEADER_SIZE + stored) return NEEDS_INPUT;

  // What the block may still regenerate: more than the frame has left is refused before it is written.
  let room = max;
  if (contentSizeKnown()) room = <u32>min<u64>(max, contentBytes() - frameTotal());
  if (segmentIsFull(room)) {
    if (writtenPtr() != takenPtr()) return HAS_OUTPUT;
  }
  if (!openBlock(room)) return refuse(OUT_OF_MEMORY, <f64>windowBytes(), 0);

  const from = input + BLOCK_HEADER_SIZE;
  const out = writtenPtr();
  let outEnd = out + size;
  if (type == COMPRESSED_BLOCK) {
    const status = decodeBlock(from, from + size, out, room);
    if (status < 0) return status == BLOCK_SIZE && room < max ? CONTENT_SIZE : status;
    outEnd = executedEnd();
  } else {
    if (size > room) return CONTENT_SIZE;
    if (type == RAW_BLOCK) memory.copy(out, from, size);
    else memory.fill(out, load<u8>(from), size);
  }
  closeBlock(outEnd);
  if (frameTotal() > outputMax - outputBefore) {
    return refuse(OUTPUT_LIMIT, <f64>outputBefore + <f64>frameTotal(), <f64>outputMax);
  }
  if (frameHasChecksum()) xxh64Update(out, outEnd - out);
  consume(BLOCK_HEADER_SIZE + stored);
  if (isLastBlock(head)) return endFrame();
  return writtenPtr() - takenPtr() >= OUTPUT_PIECE ? HAS_OUTPUT : CONTINUE;
}

/** After the last block. */
function endFrame(): i32 {
  if (contentSizeKnown()) {
    if (frameTotal() != contentBytes()) return CONTENT_SIZE;
  }
  outputBefore += frameTotal();
  frames++;
  stage = frameHasChecksum() ? AT_CHECKSUM : BETWEEN_FRAMES;
  return CONTINUE;
}

function checksum(): i32 {
  if (inputEnd - input < CHECKSUM_SIZE) return NEEDS_INPUT;
  if (load<u32>(input) != <u32>xxh64Digest()) return CHECKSUM;
  consume(CHECKSUM_SIZE);
  stage = BETWEEN_FRAMES;
  return CONTINUE;
}

function skipOn(): i32 {
  const bytes = <usize>min<u64>(skip, inputEnd - input);
  skip -= <u64>bytes;
  consume(bytes);
  if (skip != 0) return NEEDS_INPUT;
  stage = BETWEEN_FRAMES;
  return CONTINUE;
}
