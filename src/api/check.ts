/** The checks of arguments that every entry shares. It imports nothing that a page would have to load for them. */

import { describe } from "./bytes.js";

/**
 * Refuses what is not a plain object, and keys that the call does not know. An engine, a key or a promise in the place
 * of options has no such keys, and would pass for options that ask for nothing.
 */
export function checkKeys(options: object, known: ReadonlySet<string>, name = "options"): void {
  checkPlain(options, name);
  for (const key in options) {
    if (!known.has(key)) throw new TypeError(`unknown option "${key}"; known are: ${[...known].join(", ")}`);
  }
}

/** Refuses what was not written as `{ … }`, in this realm or another, or made without a prototype. */
export function checkPlain(value: object, name: string): void {
  if (typeof value === "object" && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (!prototype || !Object.getPrototypeOf(prototype)) return;
  }
  throw new TypeError(`${name} must be a plain object, got ${describe(value)}`);
}

/** `value`, an integer from `min` to `max`. */
export function integer(value: unknown, name: string, min: number, max: number): number {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, got ${describe(value)}`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${max}, got ${value}`);
  }
  return value;
}
