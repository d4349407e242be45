/**
 * A refusal that comes while the body is still being sent. A connection that is closed with bytes unread is reset, and
 * a reset takes from the client what it has not read: the refusal. So some of the body is read and thrown away behind
 * it. RFC 9112 §9.6
 */

import type { Context } from "hono";
import { type NodeIncoming, nodeConnection, waitsToContinue } from "./connection.js";

/** For how long, in milliseconds, and how many bytes: a client that reads what it is told stops sending before. */
const [TIME, BYTES] = [500, 64 << 20];

/** workerd resets a connection with more than 64 KiB unread, and one with less that is used again; Deno and Bun do not. */
const RESETS = globalThis.navigator?.userAgent === "Cloudflare-Workers";

/** `response`, which ends when the client has stopped sending; in workerd the body is read before. */
export async function lingering(c: Context, response: Response): Promise<Response> {
  const connection = nodeConnection(c);
  if (connection === undefined) {
    if (RESETS) await drainedBody(c.req.raw);
    return response;
  }
  if (!sends(connection.incoming) || waitsToContinue(connection)) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  let told = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!told) {
          told = true;
          return controller.enqueue(bytes);
        }
        await drained(connection.incoming);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = new Headers(response.headers);
  headers.set("content-length", String(bytes.length));
  return new Response(stream, { status: response.status, headers });
}

/** Reads what nobody has begun to read and throws it away, until there is no more or it was enough. */
async function drainedBody({ body }: Request): Promise<void> {
  if (body === null || body.locked) return;
  const reader = body.getReader();
  let left = BYTES;
  const timer = setTimeout(() => {
    left = 0;
    reader.cancel().catch(() => undefined);
  }, TIME);
  try {
    for (let step = await reader.read(); !step.done && left > 0; step = await reader.read()) left -= step.value.length;
    await reader.cancel();
  } catch {
    // The client has gone: there is nothing left to read, and nobody to tell.
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

/** Whether some of the body is still to come. */
function sends({ complete, headers }: NodeIncoming): boolean {
  if (complete) return false;
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** Reads and throws away, until there is no more or it was enough. */
function drained(incoming: NodeIncoming): Promise<void> {
  return new Promise((resolve) => {
    let left = BYTES;
    const count = (chunk: Uint8Array): void => {
      left -= chunk.length;
      if (left < 0) stop();
    };
    const stop = (): void => {
      clearTimeout(timer);
      incoming.off("data", count);
      for (const event of ["end", "close", "error"]) incoming.off(event, stop);
      resolve();
    };
    const timer = setTimeout(stop, TIME);
    incoming.on("data", count);
    for (const event of ["end", "close", "error"]) incoming.on(event, stop);
    incoming.resume();
  });
}
