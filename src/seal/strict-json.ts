/**
 * JSON as RFC 8259 has it and nothing beside it, with the limits that make it safe to read what a stranger wrote. I-JSON
 * (RFC 7493 §2): no duplicate keys, no lone surrogates. T23 of THREATS.md.
 */

import { H4Error, type H4ErrorCode } from "../api/errors.js";

/** A value as it was written: an integer beyond 2^53 is a bigint, so that no digit is lost. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;

/** An object without a prototype: every name in it is data, `__proto__` among them. */
export interface JsonObject {
  [name: string]: JsonValue;
}

/** What is accepted, and how a refusal is told. */
export interface StrictJsonOptions {
  /** The code of every refusal. */
  readonly code: H4ErrorCode;
  /** Names the text in messages: "META". */
  readonly what: string;
  /** Most bytes. */
  readonly maxBytes: number;
  /** Most arrays and objects around a value. Default 64. */
  readonly maxDepth?: number;
}

const MAX_DEPTH_DEFAULT = 64;
/** No number of any use is longer; a bigint of megabytes takes minutes to read. */
const NUMBER_LENGTH_MAX = 400;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LITERALS = [
  ["true", true],
  ["false", false],
  ["null", null],
] as const;

/**
 * The value that `bytes` hold as UTF-8 without a byte order mark.
 *
 * @throws H4Error with the code of `options`, and `offset` where the text stops being what it must be
 * @example
 * const meta = parseStrictJson(payload, { code: "CONTAINER_META", what: "META", maxBytes: 16 << 20 });
 */
export function parseStrictJson(bytes: Uint8Array, options: StrictJsonOptions): JsonValue {
  const { code, what, maxBytes } = options;
  if (bytes.length > maxBytes) {
    throw new H4Error(code, `${what} has ${bytes.length} bytes, more than ${maxBytes}`, {
      got: bytes.length,
      limit: maxBytes,
    });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new H4Error(code, `${what} is not UTF-8`, { cause });
  }
  return new Parser(text, options).document();
}

/** `parseStrictJson` of a text whose outermost value must be an object. */
export function parseStrictJsonObject(bytes: Uint8Array, options: StrictJsonOptions): JsonObject {
  const value = parseStrictJson(bytes, options);
  if (isJsonObject(value)) return value;
  throw new H4Error(options.code, `${options.what} is not a JSON object`);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Recursive descent: as deep as `maxDepth` and no deeper. */
class Parser {
  #at = 0;
  readonly #maxDepth: number;

  constructor(
    private readonly text: string,
    private readonly options: StrictJsonOptions,
  ) {
    this.#maxDepth = options.maxDepth ?? MAX_DEPTH_DEFAULT;
  }

  document(): JsonValue {
    const value = this.#value(0);
    if (this.#at < this.text.length) throw this.#refusal("goes on after its end");
    return value;
  }

  /** A value with the blanks around it. */
  #value(depth: number): JsonValue {
    this.#skipBlanks();
    const value = this.#bareValue(depth);
    this.#skipBlanks();
    return value;
  }

  #bareValue(depth: number): JsonValue {
    const character = this.text[this.#at];
    if (character === '"') return this.#string();
    if (character === "{" || character === "[") {
      if (depth === this.#maxDepth) throw this.#refusal(`is nested deeper than ${this.#maxDepth}`, this.#maxDepth);
      return character === "{" ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    for (const [word, value] of LITERALS) {
      if (!this.text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const object = Object.create(null) as JsonObject;
    this.#at++;
    this.#skipBlanks();
    if (this.#take("}")) return object;
    do {
      this.#skipBlanks();
      const start = this.#at;
      const name = this.#string();
      if (name in object) {
        this.#at = start;
        throw this.#refusal("has the same key twice in one object");
      }
      this.#skipBlanks();
      if (!this.#take(":")) throw this.#unexpected();
      object[name] = this.#value(depth);
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#unexpected();
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#at++;
    this.#skipBlanks();
    if (this.#take("]")) return array;
    do array.push(this.#value(depth));
    while (this.#take(","));
    if (!this.#take("]")) throw this.#unexpected();
    return array;
  }

  #string(): string {
    const start = this.#at;
    if (!this.#take('"')) throw this.#unexpected();
    const escaped = this.#skipString();
    const written = this.text.slice(start, this.#at);
    if (!escaped) return written.slice(1, -1);
    const text = unescaped(written);
    if (text !== undefined && !/\p{Surrogate}/u.test(text)) return text;
    this.#at = start;
    throw this.#refusal("has an escape in a string that stands for no character");
  }

  /** Moves past the closing quote; whether there were escapes. A pattern would need memory for each character. */
  #skipString(): boolean {
    let escaped = false;
    for (; ; this.#at++) {
      const character = this.text.charCodeAt(this.#at);
      if (character === QUOTE) break;
      if (!(character >= FIRST_PRINTABLE)) throw this.#unexpected(); // a control character, or NaN behind the end
      if (character !== BACKSLASH) continue;
      escaped = true;
      this.#at++;
    }
    this.#at++;
    return escaped;
  }

  #number(): number | bigint {
    const start = this.#at;
    const written = this.#match(NUMBER);
    if (written === undefined) throw this.#unexpected();
    const value = written.length > NUMBER_LENGTH_MAX ? Number.POSITIVE_INFINITY : Number(written);
    if (!Number.isFinite(value)) {
      this.#at = start;
      throw this.#refusal("has a number that is too large");
    }
    if (Number.isSafeInteger(value) || !/^-?\d+$/.test(written)) return value;
    return BigInt(written);
  }

  /** Blank, tab, line feed, carriage return: no others are blanks in JSON. RFC 8259 §2 */
  #skipBlanks(): void {
    for (; ; this.#at++) {
      const character = this.text.charCodeAt(this.#at);
      if (character !== 0x20 && character !== 0x09 && character !== 0x0a && character !== 0x0d) return;
    }
  }

  /** What `pattern` matches here, which it moves past. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    const found = this.text[this.#at] === character;
    if (found) this.#at++;
    return found;
  }

  #unexpected(): H4Error {
    return this.#refusal(this.#at < this.text.length ? "is not JSON" : "ends too early");
  }

  #refusal(reason: string, limit?: number): H4Error {
    const offset = new TextEncoder().encode(this.text.slice(0, this.#at)).length;
    return new H4Error(this.options.code, `${this.options.what} ${reason}, at byte ${offset}`, { offset, limit });
  }
}

/** A quoted string as its characters; undefined when an escape in it is none. */
function unescaped(written: string): string | undefined {
  try {
    return JSON.parse(written) as string;
  } catch {
    return undefined;
  }
}
