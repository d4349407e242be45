/** Who asks: the bearer token, or the remote address where the runtime tells it. */

import type { Context } from "hono";
import type { Service } from "./service.js";

/** What `@hono/node-server` gives an application of the connection. */
interface NodeEnvironment {
  incoming?: { socket?: { remoteAddress?: string } };
}

/** Stands for one client in limits; undefined where nothing tells clients apart. Never logged with a token in it. */
export function clientOf(c: Context, service: Service): string | undefined {
  const address = (c.env as NodeEnvironment | undefined)?.incoming?.socket?.remoteAddress;
  if (address !== undefined) return address;
  // All clients of a service with a token have the same one.
  return service.token === undefined ? undefined : "token";
}
