/** The push API: sessions that take input piece by piece. */

import type { Bytes, ByteSource } from "./bytes.js";

/** Compresses what is pushed into one frame; every method answers with owned chunks. */
export class Compressor {
  push(chunk: Bytes): Uint8Array<ArrayBuffer>[] { throw new Error(); }
  /** Makes everything pushed so far decodable from the output so far. */
  flush(): Uint8Array<ArrayBuffer>[] { throw new Error(); }
  end(): Uint8Array<ArrayBuffer>[] { throw new Error(); }
  /** Gives back what the session holds; further calls are refused with `SESSION_CLOSED`. */
  close(): void { throw new Error(); }
  /** All of `source`, compressed piece by piece as the caller asks for it: memory stays bounded. */
  over(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> { throw new Error(); }
}

export class Decompressor {
  push(chunk: Bytes): Uint8Array<ArrayBuffer>[] { throw new Error(); }
  end(): Uint8Array<ArrayBuffer>[] { throw new Error(); }
  close(): void { throw new Error(); }
  over(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> { throw new Error(); }
}
