/** The checks of arguments that every entry shares. It imports nothing that a page would have to load for them. */

import { describe } from "./bytes.js";

/**
 * Refuses what is not a plain object, written as `{ … }` in this realm or another or made without a prototype, and keys
 * that the call does not know; `known` undefined: any key. An engine, a key or a promise in the place of options has no
 * such keys, and would pass for options that ask for nothing.
 */
export function checkKeys(options: object, known: ReadonlySet<string> | undefined, name = "options"): void {
  // Null and undefined have no prototype to ask for; that of a number, as of all that is no object, has one too.
  if (Object.getPrototypeOf(Object.getPrototypeOf(options ?? 0) ?? Object.prototype)) {
    throw new TypeError(`${name} must be a plain object, got ${describe(options)}`);
  }
  if (known === undefined) return;
  for (const key in options) {
    if (!known.has(key)) throw new TypeError(`unknown option "${key}"; known are: ${[...known].join(", ")}`);
  }
}

/** `value`, an integer from `min` to `max`. */
export function integer(value: unknown, name: string, min: number, max: number): number {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, got ${describe(value)}`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be an integer from ${min} to ${max}, got ${value}`);
  }
  return value;
}
