/** The reference engine: the WebAssembly artifact behind the interface of an engine. */

import { FRAME_HEADER_SIZE_MAX, WINDOW_LOG_MAX, WINDOW_LOG_MIN } from "../../assembly/common/limits.js";
import { TRUNCATED } from "../../assembly/common/status.js";
import { H4Error } from "../api/errors.js";
import { collect, plausible } from "./collector.js";
import type { CompressParameters, Core, CoreIdentity, CoreSession, DecompressParameters, FrameHeader } from "./core.js";
import type { Instance } from "./exports.js";
import { instantiate } from "./instantiate.js";
import { PreparedStreams } from "./prepared.js";
import { refusal, typed } from "./refusal.js";
import { CompressStream, DecompressStream } from "./stream.js";
import { overRoom, sharesMemory, targetTooSmall } from "./target.js";

/** An instance whose memory grew beyond this is not kept: one large window must not be paid for ever after. */
const KEPT_MEMORY = 32 << 20;
/** Instances kept for the next session. */
const KEPT_INSTANCES = 4;

/** The shortest block but the last: that of the smallest window. RFC 8878 §3.1.1.2.4 */
const BLOCK_MIN = 1 << WINDOW_LOG_MIN;
/** Block_Header and Content_Checksum. RFC 8878 §3.1.1 */
const BLOCK_HEADER_SIZE = 3;
const CHECKSUM_SIZE = 4;

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
    const own = instantiate(module);
    this.compressing = new CompressStream(own);
    this.decompressing = new DecompressStream(own);
    this.prepared = new PreparedStreams(() => instantiate(module));
  }

  compress(data: Uint8Array, parameters: CompressParameters): Uint8Array<ArrayBuffer> {
    return this.withCompressor(parameters, (stream) => whole(stream, data, parameters));
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

  compressInto(data: Uint8Array, target: Uint8Array, parameters: CompressParameters): number {
    return this.withCompressor(parameters, (stream) => wholeInto(stream, data, target, parameters));
  }

  /** Does `work` with the stream for a call: one in which its dictionary is prepared, or the engine's own. */
  private withCompressor<T>(parameters: CompressParameters, work: (stream: CompressStream) => T): T {
    try {
      if (PreparedStreams.serves(parameters)) return this.prepared.use(parameters, work);
      const result = work(this.compressing);
      this.trim(this.compressing.instance);
      return result;
    } catch (error) {
      throw this.failed(error);
    }
  }

  decompressInto(data: Uint8Array, target: Uint8Array, parameters: DecompressParameters): number {
    const stream = this.decompressing;
    const { maxOutput } = parameters;
    const room = target.length;
    try {
      stream.begin(parameters, Math.min(room, maxOutput));
      stream.write(data);
      stream.end();
      const length = stream.advance();
      if (stream.complete) return stream.takeInto(target, 0, length);
      const total = pour(stream, length, data, target);
      this.trim(stream.instance);
      return total;
    } catch (error) {
      throw this.failed(room < maxOutput ? overRoom(error, room, maxOutput) : error);
    }
  }

  /** What does not compress is stored, in blocks as small as the smallest window has them. */
  compressBound(size: number): number {
    const blocks = Math.max(Math.ceil(size / BLOCK_MIN), 1);
    return FRAME_HEADER_SIZE_MAX + size + blocks * BLOCK_HEADER_SIZE + CHECKSUM_SIZE;
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
    const { instance } = this.compressing;
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
      const instance = this.idle.pop() ?? instantiate(this.module);
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

  private trim(own: Pick<Instance, "heap">): void {
    if (own.heap.length > KEPT_MEMORY) this.renew();
  }

  private renew(): void {
    const own = instantiate(this.module);
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

/** The frame of `data` in `target`: its length. */
function wholeInto(
  stream: CompressStream,
  data: Uint8Array,
  target: Uint8Array,
  parameters: CompressParameters,
): number {
  stream.begin(parameters);
  stream.write(data);
  stream.end();
  const length = stream.advance();
  const total = stream.complete ? stream.takeInto(target, 0, length) : pour(stream, length, data, target);
  if (total > target.length) throw targetTooSmall(target.length, total);
  return total;
}

/**
 * Copies all output of a stream whose input is complete into `target`, the `length` bytes of the last step first: how
 * many bytes there are. What does not fit is counted to its end and not copied.
 */
function pour(stream: CompressStream | DecompressStream, length: number, data: Uint8Array, target: Uint8Array): number {
  let total = 0;
  for (let n = length; n > 0; n = stream.advance()) {
    if (stream.pending > 0 && sharesMemory(data, target)) stream.ownPending();
    total += stream.takeInto(target, total, n);
  }
  return total;
}
