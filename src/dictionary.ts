/** The entry `harmony4/dictionary`: dictionaries trained, and used over HTTP. Runs in Node, browsers, Deno, Bun. */

export type { Bytes } from "./api/bytes.js";
export { H4Error, type H4ErrorCode } from "./api/errors.js";
export { type TrainOptions, type TrainParameters, trainDictionary } from "./dictionary/train.js";
