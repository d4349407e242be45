/** The header fields of Compression Dictionary Transport: structured fields, written and read. RFC 9842 §2, RFC 9651 */

import {
  type BareItem,
  type Dictionary,
  type Item,
  parseDictionary,
  parseItem,
  serializeDictionary,
  serializeItem,
  Token,
} from "structured-headers";
import { type Bytes, describe, viewOf } from "../api/bytes.js";
import { checkKeys } from "../api/check.js";
import { H4Error } from "../api/errors.js";

/** Longest ID that a client must send back. RFC 9842 §2.1.3 */
const ID_LENGTH_MAX = 1024;
/** Bytes of a SHA-256. RFC 9842 §2.2 */
const HASH_SIZE = 32;
/** Longest field that is read: servers refuse more long before. */
const FIELD_LENGTH_MAX = 65_536;

/** What `Use-As-Dictionary` says of the response that it comes with. RFC 9842 §2.1 */
export interface UseAsDictionary {
  /** URL pattern of the requests that the response is a dictionary for; relative to its URL, without groups of regular expressions. */
  match: string;
  /** Destinations of such requests, as `Sec-Fetch-Dest` has them. Default: any. */
  matchDest?: readonly string[] | undefined;
  /** What a client sends back as `Dictionary-ID`, at most 1024 characters. Default: none. */
  id?: string | undefined;
  /** How the dictionary is to be taken. Default "raw", which is all that there is: clients ignore any other. */
  type?: string | undefined;
}

const KEYS = new Set(["match", "matchDest", "id", "type"]);

/**
 * The value of `Use-As-Dictionary`. RFC 9842 §2.1
 *
 * @throws TypeError or RangeError for what the field cannot say
 * @example
 * headers.set("use-as-dictionary", formatUseAsDictionary({ match: "/app/*.js", id: "app-1" }));
 */
export function formatUseAsDictionary(use: UseAsDictionary): string {
  checkKeys(use, KEYS, "use");
  const { match, matchDest = [], id = "", type = "raw" } = use;
  if (!Array.isArray(matchDest)) throw new TypeError(`matchDest must be an array, got ${describe(matchDest)}`);
  const members: Dictionary = new Map();
  members.set("match", itemOf(text(match, "match")));
  if (match === "") throw new RangeError("match must not be empty");
  // In a URL pattern a parenthesis that is not escaped begins a group; clients ignore a dictionary that has one.
  if (/(?<!\\)(?:\\\\)*\(/.test(match)) throw new RangeError("match must not have groups of regular expressions");
  if (matchDest.length > 0) {
    members.set("match-dest", [matchDest.map((destination) => itemOf(text(destination, "matchDest"))), new Map()]);
  }
  if (text(id, "id").length > ID_LENGTH_MAX) throw new RangeError(`id must be at most ${ID_LENGTH_MAX} characters`);
  if (id !== "") members.set("id", itemOf(id));
  if (text(type, "type") !== "raw") {
    if (!/^[A-Za-z*][!#$%&'*+\-.^_`|~\w:/]*$/.test(type)) throw new RangeError("type must be a token");
    members.set("type", itemOf(new Token(type)));
  }
  return serializeDictionary(members);
}

/**
 * What a value of `Use-As-Dictionary` says. Members that are not known are passed over. RFC 9842 §2.1
 *
 * @throws H4Error `HTTP_FIELD` for what is no such field
 * @example
 * const { match, id = "" } = parseUseAsDictionary(response.headers.get("use-as-dictionary"));
 */
export function parseUseAsDictionary(value: string): UseAsDictionary {
  const name = "Use-As-Dictionary";
  const members = parsed(name, value, parseDictionary);
  const match = members.get("match")?.[0];
  if (typeof match !== "string" || match === "") throw refused(name, "its match is not a string");
  const use: UseAsDictionary = { match };
  const destinations = members.get("match-dest")?.[0];
  if (destinations !== undefined) {
    if (!Array.isArray(destinations)) throw refused(name, "its match-dest is not a list");
    const list = destinations.map(([destination]) => destination);
    if (!list.every((destination) => typeof destination === "string")) {
      throw refused(name, "its match-dest has more in it than strings");
    }
    if (list.length > 0) use.matchDest = list as string[];
  }
  const id = members.get("id")?.[0];
  if (id !== undefined) use.id = checkedId(name, id);
  const type = members.get("type")?.[0];
  if (type !== undefined) {
    if (!(type instanceof Token)) throw refused(name, "its type is not a token");
    use.type = type.toString();
  }
  return use;
}

/**
 * The value of `Available-Dictionary`: the SHA-256 of the dictionary that a client has. RFC 9842 §2.2
 *
 * @example
 * fetch(url, { headers: { "available-dictionary": formatAvailableDictionary(dictionary.hash) } });
 */
export function formatAvailableDictionary(hash: Bytes): string {
  const view = viewOf(hash, "hash");
  if (view.length !== HASH_SIZE) throw new RangeError(`hash must be ${HASH_SIZE} bytes, got ${view.length}`);
  return serializeItem(itemOf(new Uint8Array(view).buffer));
}

/**
 * The hash in a value of `Available-Dictionary`, 32 bytes. RFC 9842 §2.2
 *
 * @throws H4Error `HTTP_FIELD` for what is no such field
 * @example
 * const hash = parseAvailableDictionary(request.headers.get("available-dictionary"));
 */
export function parseAvailableDictionary(value: string): Uint8Array<ArrayBuffer> {
  const name = "Available-Dictionary";
  const [hash] = parsed(name, value, parseItem);
  if (!(hash instanceof ArrayBuffer)) throw refused(name, "it is not a byte sequence");
  if (hash.byteLength !== HASH_SIZE) throw refused(name, `it has ${hash.byteLength} bytes, not ${HASH_SIZE}`);
  return new Uint8Array(hash);
}

/** The value of `Dictionary-ID`: the `id` that came with the dictionary. RFC 9842 §2.3 */
export function formatDictionaryId(id: string): string {
  if (text(id, "id").length > ID_LENGTH_MAX) throw new RangeError(`id must be at most ${ID_LENGTH_MAX} characters`);
  return serializeItem(itemOf(id));
}

/**
 * The ID in a value of `Dictionary-ID`. RFC 9842 §2.3
 *
 * @throws H4Error `HTTP_FIELD` for what is no such field
 */
export function parseDictionaryId(value: string): string {
  return checkedId("Dictionary-ID", parsed("Dictionary-ID", value, parseItem)[0]);
}

const itemOf = (value: BareItem): Item => [value, new Map()];

/** A string that a structured field can say: printable ASCII. RFC 9651 §3.3.3 */
function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string, got ${describe(value)}`);
  if (!/^[ -~]*$/.test(value)) throw new RangeError(`${name} must be printable ASCII`);
  return value;
}

function checkedId(name: string, id: unknown): string {
  if (typeof id !== "string") throw refused(name, "its id is not a string");
  if (id.length > ID_LENGTH_MAX) throw refused(name, `its id has ${id.length} characters, over ${ID_LENGTH_MAX}`);
  return id;
}

function parsed<T>(name: string, value: string, parse: (value: string) => T): T {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string, got ${describe(value)}`);
  if (value.length > FIELD_LENGTH_MAX) throw refused(name, `it has over ${FIELD_LENGTH_MAX} characters`);
  try {
    return parse(value);
  } catch (cause) {
    throw new H4Error("HTTP_FIELD", `${name} is not the structured field that it must be`, { cause });
  }
}

const refused = (name: string, why: string) => new H4Error("HTTP_FIELD", `${name} is not as it must be: ${why}`);
