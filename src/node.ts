/** The entry `harmony4/node`: everything of `harmony4`, the engine of the environment, native cores, streams and files. */

export { attestationKeyFromEnvironment } from "./api/attestation-key.js";
export { type EnvironmentOptions, engineFromEnvironment } from "./api/environment.js";
export { createNativeEngine, type NativeEngineOptions } from "./api/native.js";
export {
  compressFile,
  createCompressStream,
  createDecompressStream,
  decompressFile,
  type FileResult,
} from "./api/node.js";
export { writeFileAtomically } from "./api/target.js";
export { type PackResult, packFile, unpackFile } from "./container/files.js";
export * from "./index.js";
export { type FileSource, openFileSource, type WriteFileOptions } from "./platform/node-files.js";
