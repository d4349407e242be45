/** The entry `harmony4/decompress`: the decoder alone, for pages and workers that count bytes. */

export type { Bytes } from "./api/bytes.js";
export {
  createDecoder,
  type Decoder,
  type DecoderInfo,
  type DecoderOptions,
  decompress,
  H4DecompressionStream,
} from "./api/decoder.js";
export { H4Error, type H4ErrorCode } from "./api/errors.js";
export type { AsyncOptions, DecompressAsyncOptions, DecompressOptions, Progress, SealPins } from "./api/options.js";
