/** The checks of arguments that every entry shares. It imports nothing that a page would have to load for them. */

import { describe } from "./bytes.js";

/** Refuses what is not an object, and keys that the call does not know. */
export function checkKeys(options: object, known: ReadonlySet<string>): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`options must be an object, got ${describe(options)}`);
  }
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
