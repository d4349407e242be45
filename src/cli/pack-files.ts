/** The JSON files of `h4 pack`: META, SAFE and the timeline, read as strictly as what strangers wrote. T23, T24 of THREATS.md */

import { H4Error } from "../api/errors.js";
import { JSON_SIZE_MAX } from "../container/format.js";
import { checkMeta, jsonPayload } from "../container/metadata.js";
import { checkSeek, type SeekEntry, type SeekPoint } from "../container/seek.js";
import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from "../seal/strict-json.js";
import { FileError } from "./exit.js";
import { displayName, readOption } from "./transfer.js";

/** A timeline has up to 4 million entries, each some 20 bytes long. */
const TIMELINE_SIZE_MAX = 256 << 20;

/** The object of --meta, in which the seal of the engine has a place of its own. */
export async function readMeta(file: string | undefined): Promise<JsonObject | undefined> {
  return await readWith(file, "--meta", JSON_SIZE_MAX, (value) => {
    const meta = objectOf(value);
    checkMeta(meta);
    return meta;
  });
}

/** The object of --safe. */
export async function readSafe(file: string | undefined): Promise<JsonObject | undefined> {
  return await readWith(file, "--safe", JSON_SIZE_MAX, (value) => {
    const safe = objectOf(value);
    jsonPayload(safe, "SAFE");
    return safe;
  });
}

/** The entries of --seek: an array of `[pts, offset]` or `{ "pts": …, "offset": … }`, sorted by pts. */
export async function readTimeline(file: string | undefined): Promise<SeekEntry[] | undefined> {
  return await readWith(file, "--seek", TIMELINE_SIZE_MAX, (value) => {
    if (!Array.isArray(value)) throw new TypeError("it is not a JSON array");
    return checkSeek(value.map(pointOf));
  });
}

function objectOf(value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw new TypeError("it is not a JSON object");
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== "bigint") return part;
    throw new RangeError("an integer beyond 2^53 - 1 would be rounded by most readers: write it as a string");
  });
  return value;
}

function pointOf(value: JsonValue, index: number): SeekPoint {
  if (Array.isArray(value) && value.length === 2) return figures(value[0], value[1]);
  if (isJsonObject(value) && Object.keys(value).sort().join() === "offset,pts") return figures(value.pts, value.offset);
  throw new TypeError(`entry ${index} is neither [pts, offset] nor an object with these two alone`);
}

/** What is no figure is refused where all of them are checked. */
function figures(pts: JsonValue | undefined, offset: JsonValue | undefined): SeekPoint {
  return { pts, offset } as SeekPoint;
}

/** What `make` makes of the JSON in `file`; undefined where none is named. */
async function readWith<Result>(
  file: string | undefined,
  option: string,
  maxBytes: number,
  make: (value: JsonValue) => Result,
): Promise<Result | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readOption(option, file, maxBytes);
  try {
    return make(parseStrictJson(bytes, { code: "CONTAINER_JSON", what: "it", maxBytes }));
  } catch (error) {
    const told = error instanceof H4Error || error instanceof TypeError || error instanceof RangeError;
    const name = displayName(file, "stdin");
    throw told ? new FileError("FILE_MALFORMED", `${option} ${name}: ${error.message}`) : error;
  }
}
