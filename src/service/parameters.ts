/** Query parameters: each known, once, and of the form that it must have. */

import type { Context } from "hono";
import { Problem } from "./problem.js";

/** Longest name or value that is quoted back. */
const QUOTE_MAX = 200;

/**
 * The query parameters of a request by name, of which `known` are allowed.
 *
 * @throws Problem `REQUEST_INVALID` for others, and for one that is there twice
 */
export function parameters<Name extends string>(c: Context, ...known: Name[]): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  const { url } = c.req;
  const start = url.indexOf("?");
  if (start < 0) return found;
  for (const [name, value] of new URLSearchParams(url.slice(start))) {
    if (!(known as string[]).includes(name)) {
      const limit = known.length === 0 ? "none" : known.join(", ");
      throw invalid(`There is no query parameter of this name; there are: ${limit}`, name, limit);
    }
    if (name in found) throw invalid(`The query parameter ${name} is there twice`, name, 1);
    found[name as Name] = value;
  }
  return found;
}

/** `value` as one of `allowed`; undefined where it is not there. */
export function oneOf<Value extends string>(
  value: string | undefined,
  name: string,
  allowed: readonly Value[],
): Value | undefined {
  if (value === undefined || (allowed as readonly string[]).includes(value)) return value as Value | undefined;
  throw invalid(`${name} must be one of ${allowed.join(", ")}`, value, allowed.join(", "));
}

/** `value` as an integer in decimal digits; undefined where it is not there. */
export function wholeNumber(value: string | undefined, name: string, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw invalid(`${name} must be a whole number from ${min} to ${max}`, value, `${min} to ${max}`);
}

/** A refusal of something that the client wrote, cut where it is long. */
export function invalid(message: string, got: string, limit: string | number): Problem {
  return new Problem(400, "REQUEST_INVALID", message, { got: got.slice(0, QUOTE_MAX), limit });
}
