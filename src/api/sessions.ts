/** The push API: sessions that take input piece by piece, or a whole source. */

import { type ByteSource, type Bytes, viewOf } from "./bytes.js";
import type { Flow } from "./flow.js";
import { chunksOf, sizeOf } from "./source.js";

/** What a session does whichever its direction. */
abstract class Session {
  /** @internal */
  readonly flow: Flow;

  /** @internal */
  constructor(flow: Flow) {
    this.flow = flow;
  }

  /**
   * Takes the next input and answers with the output that is ready, as chunks that the caller owns. The input may be
   * reused at once.
   *
   * @throws H4Error `SESSION_CLOSED` after the end, a failure, an abort or `close`
   */
  push(chunk: Bytes): Uint8Array<ArrayBuffer>[] {
    this.flow.write(viewOf(chunk, "chunk"));
    return this.flow.drain();
  }

  /** Says that the input is complete and answers with the rest of the output. The session is over. */
  end(): Uint8Array<ArrayBuffer>[] {
    this.flow.end();
    return this.flow.drain();
  }

  /** Gives back what the session holds before its end. Further calls are refused with `SESSION_CLOSED`. */
  close(): void {
    this.flow.close();
  }

  /**
   * All of `source` through this session, piece by piece as the caller asks for them: memory stays bounded whatever
   * the input expands to. Leaving the loop early closes the session and the source.
   *
   * @example
   * for await (const chunk of h4.compressor({ level: 5 }).over(file.stream())) await sink.write(chunk);
   */
  over(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const chunks = chunksOf(source, this.flow.options.signal);
    this.flow.total ??= sizeOf(source);
    return this.run(chunks);
  }

  private async *run(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    const { flow } = this;
    try {
      for await (const chunk of chunks) {
        flow.write(chunk);
        yield* this.pieces();
      }
      flow.end();
      yield* this.pieces();
    } catch (error) {
      flow.close(error);
      throw error;
    } finally {
      flow.close();
    }
  }

  private async *pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    await this.flow.settle();
    for (let piece = this.flow.read(); piece !== undefined; piece = this.flow.read()) {
      yield piece;
      await this.flow.rest();
    }
    await this.flow.rest();
  }
}

/** Compresses what is pushed into one frame. Opened by `Engine.compressor`. */
export class Compressor extends Session {
  /**
   * Makes everything pushed so far decodable from the output so far, and answers with the output that this takes.
   * Costs ratio: a block ends here.
   */
  flush(): Uint8Array<ArrayBuffer>[] {
    this.flow.flush();
    return this.flow.drain();
  }
}

/**
 * Decompresses what is pushed: any number of frames, skippable ones included. Opened by `Engine.decompressor`.
 *
 * `push` answers with everything that its input expands to, up to `maxOutput`; `over` and the streams do so piece by
 * piece.
 */
export class Decompressor extends Session {}
