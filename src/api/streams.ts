/** The Web Streams: readable and writable ends with back-pressure from one to the other. */

import type { Bytes } from "./bytes.js";
import type { Engine } from "./engine.js";
import type { CompressStreamOptions, DecompressAsyncOptions } from "./options.js";

/** Compresses what is written into one frame. `engine`: the shared one if not given. */
export class H4CompressionStream {
  declare readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  declare readonly writable: WritableStream<Bytes>;
  constructor(options?: CompressStreamOptions, engine?: Engine | Promise<Engine>) {}
}

/** Decompresses all frames that are written. `engine`: the shared one if not given. */
export class H4DecompressionStream {
  declare readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  declare readonly writable: WritableStream<Bytes>;
  constructor(options?: DecompressAsyncOptions, engine?: Engine | Promise<Engine>) {}
}
