/** `compress` and `decompress` on an engine that all calls share. */

import type { Bytes } from "./bytes.js";
import type { CompressAsyncOptions, DecompressAsyncOptions } from "./options.js";

/** Compresses `data` into one Zstandard frame on the shared engine. */
export function compress(data: Bytes, options?: CompressAsyncOptions): Promise<Uint8Array<ArrayBuffer>> { throw new Error(); }
/** Decompresses all frames of `data` on the shared engine. */
export function decompress(data: Bytes, options?: DecompressAsyncOptions): Promise<Uint8Array<ArrayBuffer>> { throw new Error(); }
