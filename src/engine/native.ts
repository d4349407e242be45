/** A native core behind the interface of an engine: whole inputs, one call each. ABI.md */

import { LEVEL_DEFAULT, WINDOW_LOG_DEFAULT_MAX } from "../../assembly/common/limits.js";
import { H4Error } from "../api/errors.js";
import { Collector } from "./collector.js";
import type { CompressParameters, Core, CoreIdentity, CoreSession, DecompressParameters, FrameHeader } from "./core.js";
import { readFrameHeader } from "./frame-header.js";
import { compressLimit, type NativeCalls, WHOLE_MAX, type WholeCalls } from "./native-calls.js";
import { isShared, sharesMemory } from "./target.js";

/** What a session hands out at a time. */
const PIECE = 1 << 20;

type Bytes = Uint8Array<ArrayBuffer>;

export class NativeCore implements Core {
  readonly offThread: NonNullable<Core["offThread"]>;

  constructor(
    private readonly calls: NativeCalls,
    readonly identity: CoreIdentity,
  ) {
    this.offThread = {
      compress: (data, parameters) => {
        const { level } = this.checkCompress(parameters);
        return calls.offThread.compress(own(data), level);
      },
      decompress: (data, parameters) => {
        const { maxOutput } = this.checkDecompress(parameters);
        return calls.offThread.decompress(own(data), maxOutput);
      },
    };
  }

  /** Blocks this thread until the core has returned. */
  compress(data: Uint8Array, parameters: CompressParameters): Bytes {
    const { level } = this.checkCompress(parameters);
    return this.here("compress").compress(inPlace(data), level);
  }

  /** Blocks this thread until the core has returned. */
  decompress(data: Uint8Array, parameters: DecompressParameters): Bytes {
    const { maxOutput } = this.checkDecompress(parameters);
    return this.here("decompress").decompress(inPlace(data), maxOutput);
  }

  /** Blocks this thread until the core has returned. A core may use all of the target while it works. */
  compressInto(data: Uint8Array, target: Uint8Array, parameters: CompressParameters): number {
    const { level } = this.checkCompress(parameters);
    const here = this.here("compress");
    return into(target, (room) => here.compressInto(apart(data, room), room, level));
  }

  /** Blocks this thread until the core has returned. A core may use all of the target while it works. */
  decompressInto(data: Uint8Array, target: Uint8Array, parameters: DecompressParameters): number {
    const { maxOutput } = this.checkDecompress(parameters);
    const here = this.here("decompress");
    return into(target, (room) => here.decompressInto(apart(data, room), room, maxOutput));
  }

  compressBound(size: number): number {
    if (size > WHOLE_MAX) throw tooLong(size);
    return this.calls.here?.compressBound(size) ?? compressLimit(size);
  }

  openCompressor(parameters: CompressParameters): CoreSession {
    const { level, contentSize } = this.checkCompress(parameters);
    return new NativeSession(contentSize, {
      here: (data) => this.here("compress").compress(data, level),
      offThread: (data) => this.calls.offThread.compress(data, level),
    });
  }

  openDecompressor(parameters: DecompressParameters): CoreSession {
    const { maxOutput } = this.checkDecompress(parameters);
    return new NativeSession(-1, {
      here: (data) => this.here("decompress").decompress(data, maxOutput),
      offThread: (data) => this.calls.offThread.decompress(data, maxOutput),
    });
  }

  frameHeader(bytes: Uint8Array): FrameHeader | undefined {
    return readFrameHeader(bytes);
  }

  /** What the ABI has no word for is refused: leaving it out would give other bytes than were asked for. */
  private checkCompress(parameters: CompressParameters): CompressParameters {
    const { level, checksum, windowLog, dictionary } = parameters;
    if (level !== LEVEL_DEFAULT && this.calls.facts.abi === 1) {
      throw unsupported(
        `level ${level}`,
        `a core of ABI 1 has one level: leave it out, or give ${LEVEL_DEFAULT}`,
        level,
      );
    }
    if (!checksum) throw unsupported("checksum: false", "the core decides about the checksum");
    if (windowLog !== 0) throw unsupported(`windowLog ${windowLog}`, "the core chooses the window", windowLog);
    if (dictionary !== undefined) throw unsupported("dictionary", "a native core takes none");
    return parameters;
  }

  private checkDecompress(parameters: DecompressParameters): DecompressParameters {
    const { dictionaries, windowLogMax } = parameters;
    if (dictionaries.length > 0) throw unsupported("dictionary", "a native core takes none");
    if (windowLogMax !== WINDOW_LOG_DEFAULT_MAX) {
      const why = `the limit of a native core is its own: leave it out, or give ${WINDOW_LOG_DEFAULT_MAX}`;
      throw unsupported(`windowLogMax ${windowLogMax}`, why, windowLogMax);
    }
    return parameters;
  }

  private here(name: "compress" | "decompress"): WholeCalls {
    if (this.calls.here !== undefined) return this.calls.here;
    const instead = `await ${name}(data, options, engine), a stream, or the \`over\` of a session`;
    throw new H4Error("UNSUPPORTED", `This core runs in a process of its own and cannot be waited for: use ${instead}`);
  }
}

function unsupported(what: string, why: string, got?: number): H4Error {
  return new H4Error("UNSUPPORTED", `${what} is not possible with this native core: ${why}`, { got });
}

/** What a synchronous call may read in place: memory that another thread could change meanwhile is copied. */
function inPlace(data: Uint8Array): Uint8Array {
  return isShared(data) ? own(data) : within(data);
}

/** The same for a call that writes to `target` while it reads. */
function apart(data: Uint8Array, target: Uint8Array): Uint8Array {
  return sharesMemory(data, target) ? own(data) : inPlace(data);
}

/** Has `call` fill `target`, and where another thread could change that, memory of its own that is copied from. */
function into(target: Uint8Array, call: (room: Uint8Array) => number): number {
  if (!isShared(target)) return call(target);
  const room = new Uint8Array(target.length);
  const length = call(room);
  target.set(room.subarray(0, length));
  return length;
}

/** A copy: what the caller does with its own meanwhile does not reach the core. (`slice` of a Buffer copies nothing.) */
function own(data: Uint8Array): Bytes {
  return new Uint8Array(within(data));
}

function within(data: Uint8Array): Uint8Array {
  if (data.length > WHOLE_MAX) throw tooLong(data.length);
  return data;
}

function tooLong(got: number): H4Error {
  const message = `A native core takes whole inputs of up to ${WHOLE_MAX} bytes, this one is longer`;
  return new H4Error("INPUT_LIMIT", message, { got, limit: WHOLE_MAX });
}

/** One direction of a core for one input. */
interface Direction {
  here(data: Uint8Array): Bytes;
  offThread(data: Uint8Array): Promise<Bytes>;
}

/** Gathers all of its input, makes one call, and hands out what came of it. */
class NativeSession implements CoreSession {
  /** Input is copied when it is written. */
  readonly pending = 0;
  private input: Collector | undefined;
  private length = 0;
  private ended = false;
  private output: Bytes | undefined;
  private at = 0;
  private closed = false;

  /** `contentSize`: length of all the input, or -1. */
  constructor(
    private readonly contentSize: number,
    private readonly direction: Direction,
  ) {
    if (contentSize > WHOLE_MAX) throw tooLong(contentSize);
    this.input = new Collector(Math.max(contentSize, 0));
  }

  write(chunk: Uint8Array): void {
    this.length += chunk.length;
    if (this.length > WHOLE_MAX) throw tooLong(this.length);
    if (this.contentSize >= 0 && this.length > this.contentSize) throw this.sizeMismatch();
    this.input?.append(chunk, 0, chunk.length);
  }

  flush(): void {
    throw new H4Error("UNSUPPORTED", "A native core takes whole inputs: nothing of one can be flushed before its end");
  }

  end(): void {
    if (this.contentSize >= 0 && this.length !== this.contentSize) throw this.sizeMismatch();
    this.ended = true;
  }

  async settle(): Promise<void> {
    if (!this.ended || this.closed || this.output !== undefined) return;
    const output = await this.direction.offThread(this.whole());
    if (!this.closed) this.output = output;
  }

  read(): Bytes | undefined {
    if (!this.ended || this.closed) return undefined;
    this.output ??= this.direction.here(this.whole());
    const { output, at } = this;
    if (at === 0 && output.length <= PIECE) {
      this.close();
      return output.length === 0 ? undefined : output;
    }
    this.at += PIECE;
    if (this.at >= output.length) this.close();
    return output.slice(at, at + PIECE);
  }

  close(): void {
    this.closed = true;
    this.input = undefined;
    this.output = undefined;
  }

  /** All of the input, which is needed no longer once the call has it. */
  private whole(): Bytes {
    const { input } = this;
    this.input = undefined;
    return input!.finish();
  }

  private sizeMismatch(): H4Error {
    const message = `The content is not as long as contentSize said: got ${this.length} bytes, limit ${this.contentSize}`;
    return new H4Error("CONTENT_SIZE_MISMATCH", message, { got: this.length, limit: this.contentSize });
  }
}
