/** Whether a request is for the version of a resource that there is. RFC 9110 §13 */

import type { Context } from "hono";
import { Problem } from "./problem.js";

/** What tells versions apart. */
export interface Version {
  /** A strong one, with its quotes. */
  readonly etag: string;
  /** Undefined where nobody knows: then no date is a condition. RFC 9110 §13.1.4 */
  readonly lastModified?: Date;
}

/** Milliseconds after which a date of whole seconds tells versions apart. RFC 9110 §8.8.2.2 */
const SETTLED = 1000;

/**
 * Whether the client has this version already, so that 304 is all that it needs.
 *
 * @throws Problem `PRECONDITION_FAILED` where the request is for another version
 */
export function notModified(c: Context, { etag, lastModified }: Version): boolean {
  const { "if-match": match, "if-unmodified-since": unmodified, ...not } = c.req.header();
  const modified = lastModified === undefined ? undefined : secondsOf(lastModified);
  const until = dateOf(unmodified);
  const late = modified !== undefined && until !== undefined && modified > until;
  const failed = match !== undefined ? !lists(match, etag, false) : late;
  if (failed) {
    throw new Problem(412, "PRECONDITION_FAILED", "The resource is not the one that the request is for", {
      headers: { etag },
    });
  }
  if (not["if-none-match"] !== undefined) return lists(not["if-none-match"], etag, true);
  const since = dateOf(not["if-modified-since"]);
  return since !== undefined && modified !== undefined && modified <= since;
}

/** Whether a Range is to be heeded: the client has a part of this very version, or of none. RFC 9110 §13.1.5 */
export function inRange(c: Context, { etag, lastModified }: Version): boolean {
  const condition = c.req.header("if-range")?.trim();
  if (condition === undefined) return true;
  if (/^(W\/)?"/.test(condition)) return condition === etag;
  if (lastModified === undefined) return false;
  return Date.now() - lastModified.getTime() >= SETTLED && dateOf(condition) === secondsOf(lastModified);
}

/** Whether the tags of a header have `etag`, which is strong: a weak one is the same only where `weakly` says so. */
function lists(header: string, etag: string, weakly: boolean): boolean {
  if (header.trim() === "*") return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => tag === etag || (weakly && tag === `W/${etag}`));
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** A date of HTTP in seconds; undefined where it is none, and then heeded by nobody. */
function dateOf(text: string | undefined): number | undefined {
  const milliseconds = text !== undefined && /\bGMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
