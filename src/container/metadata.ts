/** META and SAFE: what is written about a container, and how it is read without trusting it. T23 of THREATS.md */

import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";
import { isJsonObject, type JsonObject, parseStrictJsonObject } from "../seal/strict-json.js";
import { CHUNK_HEADER_SIZE, JSON_SIZE_MAX } from "./format.js";

/** The key of META that the writer alone sets. */
const RESERVED_KEY = "compression";

/** The codecs of CORE blocks that this library decodes. */
export type Codec = "zstd" | "rle";

/** `compression` of META: the seal of the engine that wrote the blocks. Promise S43 */
export interface CompressionRecord {
  engine: string;
  engine_id: string;
  fingerprint: string;
  deterministic: boolean;
  identity_safe: boolean;
  /** Only who has that engine can decode the blocks. */
  opaque: boolean;
  /** A pinned fingerprint matched the engine that wrote. As trustworthy as the container that says it. */
  sealed: boolean;
  /** Absent in containers from elsewhere. */
  codec?: string;
}

/** What an engine says about itself, as `info()` gives it. */
export type EngineRecord = Omit<CompressionRecord, "opaque" | "codec">;

/** The Python original's open engine. Its blocks are run-length pairs. */
const RUN_LENGTH_ENGINE = "geometric-reference";

/**
 * The payload of META: the caller's keys, then the seal. Blocks that any Zstandard decoder takes are named so and not
 * opaque; others can be decoded by that engine alone.
 */
export function metaPayload(meta: object, engine: EngineRecord, zstandard: boolean): Uint8Array<ArrayBuffer> {
  const record: CompressionRecord = {
    engine: engine.engine,
    engine_id: engine.engine_id,
    fingerprint: engine.fingerprint,
    deterministic: engine.deterministic,
    identity_safe: engine.identity_safe,
    opaque: !zstandard,
    sealed: engine.sealed,
    ...(zstandard ? { codec: "zstd" } : {}),
  };
  return jsonPayload({ ...meta, [RESERVED_KEY]: record }, "META");
}

/** Refuses what cannot become META: not an object, or one that would speak for the engine. */
export function checkMeta(meta: object): void {
  checkJsonObject(meta, "meta");
  if (Object.hasOwn(meta, RESERVED_KEY)) {
    throw new TypeError(`meta.${RESERVED_KEY} is written by the library: it is the seal of the engine that ran`);
  }
}

/** Refuses what is not a JSON object, or would be read differently from how it is written. */
export function checkJsonObject(value: object, name: string): void {
  checkKeys(value, undefined, name);
  jsonPayload(value, name);
}

/** Compact JSON in UTF-8, of which a strict reader makes the same value again. */
export function jsonPayload(value: object, name: string): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(JSON.stringify(value, refuseUnfaithful));
  if (payload.length > JSON_SIZE_MAX) {
    throw new RangeError(`${name} has ${payload.length} bytes of JSON, at most ${JSON_SIZE_MAX} are written`);
  }
  try {
    parseJson(payload, name, 0);
  } catch (cause) {
    throw new TypeError(`${name} cannot be read again as it is written: ${(cause as Error).message}`, { cause });
  }
  return payload;
}

/** JSON.stringify writes NaN and the infinities as null: silently another value. */
function refuseUnfaithful(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new TypeError(`"${key}" is ${value}, which JSON lacks`);
  return value;
}

/** The object in META or SAFE, to be called only once its bytes were verified. `offset` is that of the chunk. */
export function parseJson(payload: Uint8Array, tag: string, offset: number): JsonObject {
  try {
    return parseStrictJsonObject(payload, { code: "CONTAINER_JSON", what: tag, maxBytes: JSON_SIZE_MAX });
  } catch (error) {
    if (!(error instanceof H4Error) || error.offset === undefined) throw error;
    const at = offset + CHUNK_HEADER_SIZE + error.offset;
    throw new H4Error(error.code, error.message, { ...error, offset: at, cause: error });
  }
}

/** `compression` of META as far as it has the form; undefined where a container says nothing about its engine. */
export function compressionOf(meta: JsonObject): CompressionRecord | undefined {
  const record = meta[RESERVED_KEY];
  if (!isJsonObject(record)) return undefined;
  const text = (key: string) => (typeof record[key] === "string" ? record[key] : "unknown");
  const flag = (key: string) => record[key] === true;
  return {
    engine: text("engine"),
    engine_id: text("engine_id"),
    fingerprint: text("fingerprint"),
    deterministic: flag("deterministic"),
    identity_safe: flag("identity_safe"),
    opaque: flag("opaque"),
    sealed: flag("sealed"),
    ...(typeof record.codec === "string" ? { codec: record.codec } : {}),
  };
}

/** Most characters of a stranger's words that a message quotes. */
const QUOTED_MAX = 128;

/** Words out of META as a message may quote them: no control character, no more than fits a line. T25 */
export function quoted(words: string): string {
  const line = words.slice(0, QUOTED_MAX).replace(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return words.length > QUOTED_MAX ? `${line}…` : line;
}

/** The codec that META names, never guessed from the blocks; undefined for one that this library does not know. T32 */
export function codecOf(record: CompressionRecord | undefined): Codec | undefined {
  if (record?.codec !== undefined) return record.codec === "zstd" ? "zstd" : undefined;
  return record?.engine === RUN_LENGTH_ENGINE ? "rle" : undefined;
}
