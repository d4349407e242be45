/** The reference engine: the WebAssembly artifact behind the interface of an engine. */

import { FRAME_HEADER_SIZE_MAX, WINDOW_LOG_MAX } from "../../assembly/common/limits.js";
import { TRUNCATED } from "../../assembly/common/status.js";
import { H4Error } from "../api/errors.js";
import { Collector, plausible } from "./collector.js";
import type { CompressParameters, Core, CoreIdentity, CoreSession, DecompressParameters, FrameHeader } from "./core.js";
import { Instance } from "./exports.js";
import { PreparedStreams } from "./prepared.js";
import { refusal, typed } from "./refusal.js";
import { CompressStream, DecompressStream } from "./stream.js";

/** An instance whose memory grew beyond this is not kept: one large window must not be paid for ever after. */
const KEPT_MEMORY = 32 << 20;
/** Instances kept for the next session. */
const KEPT_INSTANCES = 4;

export class ReferenceCore implements Core {
  /** Instances that ended a session cleanly. */
  private readonly idle: Instance[] = [];
  /** The engine's own instance, for calls that end before anything else can begin. */
  private compressing: CompressStream;
  private decompressing: DecompressStream;
  private readonly prepared: PreparedStreams;

  constructor(
    readonly module: WebAssembly.Module,
    readonly identity: CoreIdentity,
  ) {
    const own = new Instance(module);
    this.compressing = new CompressStream(own);
    this.decompressing = new DecompressStream(own);
    this.prepared = new PreparedStreams(() => new Instance(module));
  }

  compress(data: Uint8Array, parameters: CompressParameters): Uint8Array<ArrayBuffer> {
    try {
      if (PreparedStreams.serves(parameters)) {
        return this.prepared.use(parameters, (stream) => whole(stream, data, parameters));
      }
      const output = whole(this.compressing, data, parameters);
      this.trim(this.compressing.instance);
      return output;
    } catch (error) {
      throw this.failed(error);
    }
  }

  decompress(data: Uint8Array, parameters: DecompressParameters): Uint8Array<ArrayBuffer> {
    const stream = this.decompressing;
    try {
      stream.begin(parameters);
      stream.write(data);
      stream.end();
      const length = stream.advance();
      if (stream.complete) return stream.take(length);
      // A size over maxOutput was refused when the header was read.
      const output = collect(stream, length, plausible(stream.instance.exports.frameContentSize(), data.length));
      this.trim(stream.instance);
      return output;
    } catch (error) {
      throw this.failed(error);
    }
  }

  openCompressor(parameters: CompressParameters): CoreSession {
    return this.open((instance) => {
      const stream = new CompressStream(instance);
      stream.begin(parameters);
      return stream;
    });
  }

  openDecompressor(parameters: DecompressParameters): CoreSession {
    return this.open((instance) => {
      const stream = new DecompressStream(instance);
      stream.begin(parameters);
      return stream;
    });
  }

  frameHeader(bytes: Uint8Array): FrameHeader | undefined {
    const { instance } = this.decompressing;
    const { exports } = instance;
    const available = Math.min(bytes.length, FRAME_HEADER_SIZE_MAX);
    exports.decompressBegin(WINDOW_LOG_MAX, -1);
    instance.heap.set(bytes.subarray(0, available), exports.inputPtr());
    const status = exports.frameHeader(available);
    if (status === TRUNCATED) return undefined;
    if (status < 0) throw refusal(status, exports);
    const contentSize = exports.frameContentSize();
    return {
      headerSize: exports.frameHeaderSize(),
      contentSize: contentSize < 0 ? undefined : contentSize,
      windowSize: exports.frameWindowSize(),
      dictionaryId: exports.frameDictionaryId() >>> 0,
      checksum: exports.frameHasChecksum() !== 0,
    };
  }

  private open(begin: (instance: Instance) => CompressStream | DecompressStream): CoreSession {
    try {
      const instance = this.idle.pop() ?? new Instance(this.module);
      return new ReferenceSession(begin(instance), () => this.release(instance));
    } catch (error) {
      throw typed(error);
    }
  }

  private release(instance: Instance): void {
    if (this.idle.length < KEPT_INSTANCES && instance.heap.length <= KEPT_MEMORY) this.idle.push(instance);
  }

  /** Refused input leaves an instance as good as before, because every begin starts anew; a trap does not. */
  private failed(error: unknown): unknown {
    const failure = typed(error);
    if (isFault(failure)) this.renew();
    else this.trim(this.compressing.instance);
    return failure;
  }

  private trim(own: Instance): void {
    if (own.heap.length > KEPT_MEMORY) this.renew();
  }

  private renew(): void {
    const own = new Instance(this.module);
    this.compressing = new CompressStream(own);
    this.decompressing = new DecompressStream(own);
  }
}

/** A stream that holds an instance of its own until it ends. */
class ReferenceSession implements CoreSession {
  private open = true;

  constructor(
    private readonly stream: CompressStream | DecompressStream,
    private readonly release: () => void,
  ) {}

  get pending(): number {
    return this.stream.pending;
  }

  write(chunk: Uint8Array): void {
    this.stream.write(chunk);
  }

  flush(): void {
    if (this.stream instanceof CompressStream) this.stream.flush();
  }

  end(): void {
    this.stream.end();
  }

  read(): Uint8Array<ArrayBuffer> | undefined {
    if (!this.open) return undefined;
    try {
      const length = this.stream.advance();
      const piece = length === 0 ? undefined : this.stream.take(length);
      if (this.stream.complete) this.close();
      return piece;
    } catch (error) {
      const failure = typed(error);
      if (isFault(failure)) this.open = false;
      else this.close();
      throw failure;
    }
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.release();
  }
}

function isFault(error: unknown): boolean {
  return error instanceof H4Error && error.code === "ENGINE_FAULT";
}

/** The frame of `data`. */
function whole(stream: CompressStream, data: Uint8Array, parameters: CompressParameters): Uint8Array<ArrayBuffer> {
  stream.begin(parameters);
  stream.write(data);
  stream.end();
  const length = stream.advance();
  return stream.complete ? stream.take(length) : collect(stream, length, 0);
}

/** All output of a stream whose input is complete, the `length` bytes of the last step first. */
function collect(stream: CompressStream | DecompressStream, length: number, expected: number): Uint8Array<ArrayBuffer> {
  const { instance } = stream;
  const collector = new Collector(expected);
  for (let n = length; n > 0; n = stream.advance()) {
    collector.append(instance.heap, instance.exports.outputPtr(), n);
  }
  return collector.finish();
}
