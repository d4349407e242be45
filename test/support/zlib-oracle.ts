/** libzstd 1.5.7 as an oracle: `node:zlib` of Node 24 in a child process, one call after the other over its pipes. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { encodeMessage, MessageReader } from "./pipe-messages.mjs";
import { findNode24 } from "./runtimes.js";

/** Options of the oracle's compressor; what is left out is libzstd's default. */
export interface OracleCompressOptions {
  /** Compression level; default 3. */
  level?: number;
  /** Content_Checksum; default false, as in libzstd. */
  checksum?: boolean;
  /** Frame_Content_Size in the header; default true. */
  contentSize?: boolean;
  /** log2 of the window; default by level and size. */
  windowLog?: number;
  /** Long-distance matching; default false. */
  long?: boolean;
  /** Raw or formatted dictionary. */
  dictionary?: Uint8Array;
}

/** Options of the oracle's decompressor. */
export interface OracleDecompressOptions {
  /** log2 of the largest window it accepts; default 27. */
  windowLogMax?: number;
  /** Raw or formatted dictionary. */
  dictionary?: Uint8Array;
  /** Most bytes it may produce; default 1 GiB. */
  maxOutput?: number;
}

/** What libzstd said when it refused: `code` is Node's, for example `ZSTD_error_checksum_wrong`. */
export class OracleError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "OracleError";
    this.code = code;
  }
}

interface Waiting {
  resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  reject: (error: Error) => void;
}

/** A running oracle. Calls may overlap: they are answered in order. */
export class ZlibOracle {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: Waiting[] = [];
  readonly #reader = new MessageReader();

  /** Starts the child; `close` ends it. */
  constructor() {
    this.#child = spawn(findNode24(), [join(import.meta.dirname, "zlib-oracle-child.mjs")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout.on("data", (chunk: Buffer) => this.#settle(chunk));
    this.#child.on("error", (error) => this.#fail(error));
    this.#child.on("exit", (code) => this.#fail(new Error(`the zlib oracle exited with ${code}`)));
    this.#child.stdin.on("error", (error) => this.#fail(error));
  }

  /** Compresses with libzstd. */
  compress(bytes: Uint8Array, options: OracleCompressOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#call("compress", bytes, options);
  }

  /**
   * Decompresses with libzstd, every frame of `bytes`.
   *
   * @throws {OracleError} when libzstd refuses.
   */
  decompress(bytes: Uint8Array, options: OracleDecompressOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    return this.#call("decompress", bytes, options);
  }

  /** Ends the child when it has answered everything. */
  close(): void {
    this.#child.stdin.end();
  }

  #call(
    operation: string,
    bytes: Uint8Array,
    options: OracleCompressOptions | OracleDecompressOptions,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { dictionary, ...rest } = options;
    const message = encodeMessage({ operation, ...rest, length: bytes.length }, [
      bytes,
      dictionary ?? new Uint8Array(),
    ]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      for (const part of message) this.#child.stdin.write(part);
    });
  }

  #settle(chunk: Buffer): void {
    for (const { head, payload } of this.#reader.push(chunk)) {
      const { resolve, reject } = this.#waiting.shift()!;
      if (head.error) reject(new OracleError(head.error.code, head.error.message));
      else resolve(new Uint8Array(payload));
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
