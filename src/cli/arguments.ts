/** The values of options: levels, window logs, sizes and thread counts, each refused with what would be right. CLI.md. */

import {
  ENCODER_WINDOW_LOG_MAX,
  LEVEL_MAX,
  LEVEL_MIN,
  WINDOW_LOG_MAX,
  WINDOW_LOG_MIN,
} from "../../assembly/common/limits.js";
import { BLOCK_SIZE_MAX } from "../container/format.js";
import { BLOCK_SIZE_MIN } from "../container/writer.js";
import { ENGINE_ID, FINGERPRINT } from "../seal/pins.js";
import { NONCE } from "../seal/statement.js";
import { UsageError } from "./exit.js";

/** ZSTDMT_NBWORKERS_MAX of zstd(1), --threads */
const THREADS_MAX = 256;

/** Factors of zstd(1), "Integer suffixes": all of them are powers of 1024. */
const SIZE_FACTORS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["K", 2 ** 10],
  ["M", 2 ** 20],
  ["G", 2 ** 30],
]);

function integer(text: string, what: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${what} must be a whole number from ${min} to ${max}, not '${text}'`);
}

/** A compression level, 1 to 19. */
export function parseLevel(text: string): number {
  return integer(text, "the level", LEVEL_MIN, LEVEL_MAX);
}

/** The window log of `compress --long=N`, 10 to 27. */
export function parseEncoderWindowLog(text: string): number {
  return integer(text, "the window log of --long", WINDOW_LOG_MIN, ENCODER_WINDOW_LOG_MAX);
}

/** The largest window log that `decompress --long=N` accepts, 10 to 30. */
export function parseDecoderWindowLog(text: string): number {
  return integer(text, "the window log of --long", WINDOW_LOG_MIN, WINDOW_LOG_MAX);
}

/** A number of worker threads, 0 (one a core) to 256. */
export function parseThreads(text: string): number {
  return integer(text, "the number of threads", 0, THREADS_MAX);
}

/**
 * A size in bytes: `8388608`, `64K`, `128MiB`, `1GB`. A plain number is bytes and every suffix a power of 1024,
 * as zstd(1) reads them.
 */
export function parseSize(text: string): number {
  const parts = /^(\d{1,12})([KMG]?)(?:i?B|i)?$/i.exec(text);
  const factor = SIZE_FACTORS.get(parts?.[2]?.toUpperCase() ?? "none");
  const bytes = parts === null || factor === undefined ? Number.NaN : Number(parts[1]) * factor;
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`a size is a whole number with or without KiB, MiB or GiB, not '${text}'`);
}

/** `-M LIMIT`: the largest window log whose window fits into that many bytes. */
export function parseMemoryLimit(text: string): number {
  const bytes = parseSize(text);
  const smallest = 2 ** WINDOW_LOG_MIN;
  if (bytes < smallest) throw new UsageError(`the memory limit must be at least ${smallest} bytes, not '${text}'`);
  return Math.min(Math.floor(Math.log2(bytes)), WINDOW_LOG_MAX);
}

/** A limit of bytes, at least one. */
export function parseLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes >= 1) return bytes;
  throw new UsageError(`a limit is at least one byte, not '${text}'`);
}

/** A port, 0 for any that is free. */
export function parsePort(text: string): number {
  return integer(text, "the port", 0, 65_535);
}

/** Threads of the service that work, 1 to 64. */
export function parseWorkers(text: string): number {
  return integer(text, "the number of workers", 1, 64);
}

/** Requests that may wait, or that one client may have, 1 to 1,000,000. */
export function parseQueue(text: string): number {
  return integer(text, "the number of requests", 1, 1_000_000);
}

/** A time span in seconds, 0 to 999,999,999. */
export function parseSeconds(text: string): number {
  return integer(text, "the number of seconds", 0, 999_999_999);
}

/** Seconds to wait for an end, 0 to 86,400. */
export function parseDrain(text: string): number {
  return integer(text, "the number of seconds", 0, 86_400);
}

/** One of `words`. */
export function parseWord<Word extends string>(text: string, words: readonly Word[]): Word {
  if ((words as readonly string[]).includes(text)) return text as Word;
  throw new UsageError(`this is one of ${words.join(", ")}, not '${text}'`);
}

/** A nonce: hexadecimal digits of 8 to 64 bytes. */
export function parseNonce(text: string): string {
  const digits = text.toLowerCase();
  if (NONCE.test(digits)) return digits;
  throw new UsageError("a nonce is 16 to 128 hexadecimal digits, an even number of them");
}

/** A SHA-256: 64 hexadecimal digits. */
export const parseFingerprint = (text: string): string => digest(text, "a fingerprint");

/** The root of a container: 64 hexadecimal digits. */
export const parseRoot = (text: string): string => digest(text, "a root");

function digest(text: string, what: string): string {
  const digits = text.trim().toLowerCase();
  if (FINGERPRINT.test(digits)) return digits;
  throw new UsageError(`${what} is 64 hexadecimal digits`);
}

/** An engine_id. */
export function parseEngineId(text: string): string {
  if (ENGINE_ID.test(text)) return text;
  throw new UsageError("an engine_id is 1 to 128 characters of A-Z a-z 0-9 . _ + -");
}

/** The plain bytes of a block, 4 KiB to 128 MiB. */
export function parseBlockSize(text: string): number {
  const bytes = parseSize(text);
  if (bytes >= BLOCK_SIZE_MIN && bytes <= BLOCK_SIZE_MAX) return bytes;
  throw new UsageError(`the block size must be from 4KiB to 128MiB, not '${text}'`);
}

/** A range of bytes, from the first to the last: the latter undefined where it is the end. */
export interface ByteRange {
  readonly first: number;
  readonly last: number | undefined;
}

/** `A-B`, both inclusive, or `A-` to the end. */
export function parseRange(text: string): ByteRange {
  const [, first, last] = /^(\d{1,16})-(\d{0,16})$/.exec(text) ?? [];
  const range = { first: Number(first ?? Number.NaN), last: last ? Number(last) : undefined };
  const within = Number.isSafeInteger(range.first) && Number.isSafeInteger(range.last ?? 0);
  if (within && range.first <= (range.last ?? range.first)) return range;
  throw new UsageError(`a range is A-B, first and last byte, or A- to the end, not '${text}'`);
}

/** A time in microseconds, 0 to 2^64 - 1. */
export function parseTime(text: string): bigint {
  const time = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n;
  if (time >= 0n && time < 2n ** 64n) return time;
  throw new UsageError(`a time is a whole number of microseconds, not '${text}'`);
}
