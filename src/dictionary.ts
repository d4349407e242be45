/** The entry `harmony4/dictionary`: dictionaries trained, and used over HTTP. Runs in Node, browsers, Deno, Bun. */

export type { Bytes } from "./api/bytes.js";
export { Dictionary } from "./api/dictionary.js";
export { H4Error, type H4ErrorCode } from "./api/errors.js";
export {
  compressDcz,
  compressDczStream,
  DCZ_HEADER_SIZE,
  type DczCompressOptions,
  type DczCompressStreamOptions,
  type DczDecompressOptions,
  DczDictionary,
  dczHash,
  decompressDcz,
  decompressDczStream,
} from "./dictionary/dcz.js";
export {
  formatAvailableDictionary,
  formatDictionaryId,
  formatUseAsDictionary,
  parseAvailableDictionary,
  parseDictionaryId,
  parseUseAsDictionary,
  type UseAsDictionary,
} from "./dictionary/fields.js";
export { type TrainOptions, type TrainParameters, trainDictionary } from "./dictionary/train.js";
