/** The entry `harmony4`: engine, one-shot calls, streams, errors. Runs in Node, browsers, Deno and Bun. */

export type { ByteSource, Bytes } from "./api/bytes.js";
export { Dictionary } from "./api/dictionary.js";
export { createEngine, type Engine, type EngineInfo } from "./api/engine.js";
export { H4Error, type H4ErrorCode } from "./api/errors.js";
export {
  type FrameBlock,
  type FrameBlocks,
  type FrameInfo,
  type ListFramesOptions,
  listFrames,
} from "./api/frames.js";
export { compress, decompress } from "./api/one-shot.js";
export type {
  AsyncOptions,
  CompressAsyncOptions,
  CompressOptions,
  CompressStreamOptions,
  DecompressAsyncOptions,
  DecompressOptions,
  EngineOptions,
  EngineSource,
  Progress,
  SealPins,
} from "./api/options.js";
export type { RandomAccess } from "./api/random-access.js";
export type { Compressor, Decompressor } from "./api/sessions.js";
export { H4CompressionStream, H4DecompressionStream } from "./api/streams.js";
export type { FrameHeader } from "./engine/core.js";
export type { SelfTestReport } from "./engine/self-test.js";
