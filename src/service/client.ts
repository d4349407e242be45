/** Who asks: the remote address where the runtime tells it. */

import type { Context } from "hono";
import { nodeConnection } from "./connection.js";
import type { Service } from "./service.js";

/** Stands for one client in limits; undefined where nothing tells clients apart. */
export function clientOf(c: Context, service: Service): string | undefined {
  const address = nodeConnection(c)?.incoming.socket?.remoteAddress;
  if (address !== undefined) return networkOf(address);
  // All clients of a service with a token have the same one.
  return service.token === undefined ? undefined : "token";
}

/** What one client has of addresses: of IPv4 one, also where it is written as one of IPv6; of IPv6 a /64. RFC 6177 */
function networkOf(address: string): string {
  if (address.includes(".")) return address.replace(/^.*:/, "");
  const [head, tail] = address.split("::");
  const groups = head!.split(":").filter((group) => group !== "");
  const behind = tail?.split(":").filter((group) => group !== "").length ?? 0;
  while (tail !== undefined && groups.length + behind < 8) groups.push("0");
  return groups.slice(0, 4).join(":");
}
