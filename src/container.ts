/** The entry `harmony4/container`: H4MK containers written, verified, read by range. Runs in Node, browsers, Deno, Bun. */

export { H4Error, type H4ErrorCode } from "./api/errors.js";
export type { RandomAccess } from "./api/random-access.js";
export type { ContainerSource, OpenedSource, RemoteSource } from "./container/access.js";
export { type ChunkInfo, listChunks } from "./container/chunks.js";
export type { BlockEngine } from "./container/codec.js";
export { type FromZstdOptions, fromZstd, toSeekableZstd } from "./container/convert.js";
export { type HttpSourceOptions, httpSource } from "./container/http.js";
export type { Codec, CompressionRecord } from "./container/metadata.js";
export {
  type ContainerInfo,
  H4mkReader,
  type OpenOptions,
  type ReadOptions,
  type SeekPosition,
} from "./container/reader.js";
export type { SeekEntry, SeekPoint, SeekTable } from "./container/seek.js";
export { createSignature, signContainer } from "./container/sign.js";
export type { TrustOptions } from "./container/trust.js";
export {
  type Outcome,
  type Verdict,
  type Verification,
  type VerifyOptions,
  verifyContainer,
} from "./container/verify.js";
export { type ContainerOptions, type WriteContainerOptions, writeContainer } from "./container/writer.js";
