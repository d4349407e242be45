/** The decoder alone as the suites see an engine: what it has to decode is compressed by the reference. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Core, CoreSession, DecompressParameters } from "../../src/engine/core.js";
import { decoderOf, type Job, type Work } from "../../src/engine/decoder.js";
import type { ReferenceCore } from "../../src/engine/reference.js";

const ARTIFACT = join(import.meta.dirname, "../../build/decoder.wasm");

/** An engine whose decompression is that of the decoder alone, in sessions and at once. */
export function decoderCore(reference: ReferenceCore): Core {
  const start = decoderOf(new WebAssembly.Module(readFileSync(ARTIFACT)));
  const jobOf = (parameters: DecompressParameters): Job => ({ ...parameters, read: 0, written: 0 });
  return {
    identity: reference.identity,
    compress: (data, parameters) => reference.compress(data, parameters),
    openCompressor: (parameters) => reference.openCompressor(parameters),
    // The decoder alone has no calls into a caller's memory.
    compressInto: (data, target, parameters) => reference.compressInto(data, target, parameters),
    decompressInto: (data, target, parameters) => reference.decompressInto(data, target, parameters),
    compressBound: (size) => reference.compressBound(size),
    frameHeader: (bytes) => reference.frameHeader(bytes),
    decompress(data, parameters) {
      const work = start({ ...jobOf(parameters), data });
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
      }
    },
    openDecompressor: (parameters) => new DecoderSession(start(jobOf(parameters))),
  };
}

/** A job without data: it asks for its input. */
class DecoderSession implements CoreSession {
  readonly pending = 0;
  private chunk: Uint8Array | undefined;
  private asking = false;
  private ended = false;

  constructor(private readonly work: Work) {}

  write(chunk: Uint8Array): void {
    this.chunk = chunk;
  }

  flush(): void {
    throw new Error("a decoder has nothing to flush");
  }

  end(): void {
    this.ended = true;
  }

  read(): Uint8Array<ArrayBuffer> | undefined {
    for (;;) {
      const { chunk } = this;
      if (this.asking) {
        if (chunk === undefined && !this.ended) return undefined;
        this.chunk = undefined;
      }
      const { done, value } = this.work.next(this.asking ? chunk : undefined);
      this.asking = value === undefined;
      if (done) return undefined;
      if (value !== undefined) return value;
    }
  }

  close(): void {
    this.work.return(new Uint8Array(0));
  }
}
