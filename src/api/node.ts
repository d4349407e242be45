/** What only Node has: duplex streams, and files as source and target. */

import type { Duplex } from "node:stream";
import type { WriteFileOptions } from "../platform/node-files.js";
import type { Engine } from "./engine.js";
import type { CompressAsyncOptions, CompressStreamOptions, DecompressAsyncOptions } from "./options.js";

/** How much was read and written, in bytes. */
export interface FileResult {
  read: number;
  written: number;
}

/** A Node stream that compresses what is written into one frame. */
export function createCompressStream(options?: CompressStreamOptions, engine?: Engine | Promise<Engine>): Duplex { throw new Error(); }
/** A Node stream that decompresses all frames that are written. */
export function createDecompressStream(options?: DecompressAsyncOptions, engine?: Engine | Promise<Engine>): Duplex { throw new Error(); }
/** Compresses the file `source` into the file `target`, which appears complete or not at all. */
export function compressFile(source: string, target: string, options?: CompressAsyncOptions & WriteFileOptions, engine?: Engine | Promise<Engine>): Promise<FileResult> { throw new Error(); }
/** Decompresses the file `source` into the file `target`, which appears complete or not at all. */
export function decompressFile(source: string, target: string, options?: DecompressAsyncOptions & WriteFileOptions, engine?: Engine | Promise<Engine>): Promise<FileResult> { throw new Error(); }
