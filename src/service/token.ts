/** The bearer token that requests need, where the service has one. RFC 6750, T22 */

import type { MiddlewareHandler } from "hono";
import { Problem } from "./problem.js";

/** Nobody needs a token to see whether the service is alive. */
const FREE = new Set(["/healthz", "/readyz"]);

const SCHEME = /^bearer +(\S+) *$/i;

/** Lets pass who has `token`. OPTIONS too: a browser asks it before it may say who it is, and it tells nothing. */
export function requireToken(token: string): MiddlewareHandler {
  return async (c, next) => {
    if (!FREE.has(c.req.path) && c.req.method !== "OPTIONS") {
      const given = c.req.header("authorization");
      if (given === undefined) throw unauthorized("A bearer token is needed", 'Bearer realm="harmony4"');
      const found = SCHEME.exec(given)?.[1] ?? "";
      if (!sameText(token, found)) {
        throw unauthorized("The bearer token is not valid", 'Bearer realm="harmony4", error="invalid_token"');
      }
    }
    await next();
  };
}

function unauthorized(message: string, challenge: string): Problem {
  return new Problem(401, "UNAUTHORIZED", message, { headers: { "www-authenticate": challenge } });
}

/** Whether both are the same. How long it takes depends on `secret` alone. */
export function sameText(secret: string, given: string): boolean {
  let difference = secret.length ^ given.length;
  for (let i = 0; i < secret.length; i++) {
    // Of an empty text every character is NaN, which counts as 0: its length already differs.
    difference |= secret.charCodeAt(i) ^ given.charCodeAt(i % given.length);
  }
  return difference === 0;
}
