/** The entry `harmony4/node`: everything of `harmony4`, Node streams and files. */

export * from "./index.js";
export {
  compressFile,
  createCompressStream,
  createDecompressStream,
  decompressFile,
  type FileResult,
} from "./api/node.js";
export { openFileSource, type FileSource, type WriteFileOptions, writeFileAtomically } from "./platform/node-files.js";
