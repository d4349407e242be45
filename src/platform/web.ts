/** Browsers and every runtime without a file of its own: bytes, hashes and the event loop by web standards alone. */

import { ARTIFACT } from "../../build/artifact.js";

/** Default limit of a decoder's window: what HTTP allows, 8 MiB. RFC 9659 §3 */
export { WINDOW_LOG_HTTP as WINDOW_LOG_MAX_DEFAULT } from "../../assembly/common/limits.js";
export { crc32, createSha256, sha256, sha256Aside } from "./hash-web.js";

/** The artifact that this package was built with, as bytes of the caller's own. */
export function inlinedArtifact(): Uint8Array<ArrayBuffer> {
  return bytesOf(ARTIFACT);
}

/**
 * The bytes of an artifact's text: `encode` of build/artifact-module.mjs, backwards. `#` to `|` is a byte below 90; `}`
 * and `~` add 90 and 180 to the byte after them.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let page = 0;
  for (let i = 0; i < text.length; i++) {
    const value = text.charCodeAt(i) - 35;
    if (value >= 90) {
      page = value === 90 ? 90 : 180;
    } else {
      bytes[length++] = page + value;
      page = 0;
    }
  }
  return bytes.slice(0, length);
}

/** Room for `length` bytes; the web knows none without zeros. */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length);
}

/** Lets timers, input and network have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // setTimeout is held back to 4 ms once nested, a message is not.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Opens a URL as a `Response`. */
export function open(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  return fetch(url, signal === undefined ? {} : { signal });
}
