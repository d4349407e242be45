/** A module worker that compresses and decompresses off the main thread. */

import { compress, decompress } from "../../dist/web/index.js";

self.onmessage = async () => {
  const plain = new Uint8Array(300_000).map((_, i) => i % 251);
  const restored = await decompress(await compress(plain));
  self.postMessage(restored.length === plain.length && restored.every((byte, i) => byte === plain[i]));
};
