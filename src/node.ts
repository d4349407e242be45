/** The entry `harmony4/node`: everything of `harmony4`, Node streams and files. */

export { attestationKeyFromEnvironment } from "./api/attestation-key.js";
export {
  compressFile,
  createCompressStream,
  createDecompressStream,
  decompressFile,
  type FileResult,
} from "./api/node.js";
export { type PackResult, packFile, unpackFile } from "./container/files.js";
export * from "./index.js";
export { type FileSource, openFileSource, type WriteFileOptions, writeFileAtomically } from "./platform/node-files.js";
