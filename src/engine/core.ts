/** The interface behind which an engine lives, be it WebAssembly or native: capabilities, never how they are done. */

import type { BuildEvidence } from "./evidence.js";

/** How one frame is to be written, every choice made. */
export interface CompressParameters {
  level: number;
  /** Base 2 logarithm of the window; 0 leaves it to level and size. */
  windowLog: number;
  checksum: boolean;
  dictionary: Uint8Array | undefined;
  /** Length of all the input in bytes, or -1 where it is not known. */
  contentSize: number;
}

/** What a decoder may do, every choice made. */
export interface DecompressParameters {
  /** The first is loaded from the start, the others when a frame names their ID. */
  dictionaries: readonly Uint8Array[];
  /** Most bytes that may come out; `Infinity` is no limit. */
  maxOutput: number;
  windowLogMax: number;
}

/** What a frame header says. RFC 8878 §3.1.1.1, §3.1.2 */
export interface FrameHeader {
  /** Bytes of the header, magic number included. */
  headerSize: number;
  /** Frame_Content_Size, or the payload of a skippable frame; undefined where the header does not say. */
  contentSize: number | undefined;
  /** Window_Size in bytes; 0 for a skippable frame. */
  windowSize: number;
  /** 0 where the header names none. */
  dictionaryId: number;
  checksum: boolean;
}

/**
 * One stream through an engine. Give input, then read until nothing comes, then give more: what is read never exceeds
 * one step of the engine, so memory stays bounded whatever the input expands to. After an error nothing may be called.
 */
export interface CoreSession {
  /** Takes the next input. It is not copied: it must stay as it is until `read` has answered undefined. */
  write(chunk: Uint8Array): void;
  /** Everything so far is to become decodable. Compressors only. */
  flush(): void;
  /** The input is complete. */
  end(): void;
  /**
   * Does off this thread what `read` would otherwise block it for; `read` then only hands out. Absent where no read
   * takes longer than one step.
   */
  settle?(): Promise<void>;
  /** The next piece of output, owned by the caller; undefined when there is none without more input. */
  read(): Uint8Array<ArrayBuffer> | undefined;
  /** Bytes of the input that the engine has not taken yet. */
  readonly pending: number;
  /** Gives back what the session holds. Idempotent. */
  close(): void;
}

/** What runs, and what of it was verified. */
export interface CoreIdentity {
  engine: "reference" | "core";
  engineId: string;
  /** SHA-256 of the bytes that run, lower-case hexadecimal. */
  fingerprint: string;
  /** Of a compiled module: what is known of the file that it was built from, whose digest `fingerprint` is. */
  build?: BuildEvidence;
  /** What a native core says its fingerprint is: information, and proof of nothing. */
  declaredFingerprint?: string | undefined;
  /**
   * False where nothing shows that the output is a function of input and options alone: a native core that imports
   * functions which know more, S72. Default true.
   */
  identitySafe?: boolean | undefined;
}

/** An engine that was verified and is ready. */
export interface Core {
  readonly identity: CoreIdentity;
  /** What runs, compiled, where that can be handed to another thread: it was verified once, and once is enough. */
  readonly module?: WebAssembly.Module;
  compress(data: Uint8Array, parameters: CompressParameters): Uint8Array<ArrayBuffer>;
  decompress(data: Uint8Array, parameters: DecompressParameters): Uint8Array<ArrayBuffer>;
  /** The same into the caller's memory, which may be that of `data`: how many bytes came out. */
  compressInto(data: Uint8Array, target: Uint8Array, parameters: CompressParameters): number;
  decompressInto(data: Uint8Array, target: Uint8Array, parameters: DecompressParameters): number;
  /** The most bytes that `size` of them become, whatever they are and with whatever parameters. */
  compressBound(size: number): number;
  openCompressor(parameters: CompressParameters): CoreSession;
  openDecompressor(parameters: DecompressParameters): CoreSession;
  /** What the frame header at the start of `bytes` says; undefined when `bytes` ends inside it. */
  frameHeader(bytes: Uint8Array): FrameHeader | undefined;
  /** The one-shot calls off this thread, where the engine can make them. `data` is copied before they return. */
  readonly offThread?: {
    compress(data: Uint8Array, parameters: CompressParameters): Promise<Uint8Array<ArrayBuffer>>;
    decompress(data: Uint8Array, parameters: DecompressParameters): Promise<Uint8Array<ArrayBuffer>>;
  };
}
