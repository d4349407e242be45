/** The exported surface of the engine: one stream at a time, through memory that host and engine share. */

export { abi, inputPtr, inputRoom, outputPtr, outputLength, consumed, errorGot, errorLimit } from "./memory/io";
export { dictionaryReserve, dictionaryLoad } from "./memory/dictionary";
export {
  frameHeader, frameHeaderSize, frameContentSize, frameWindowSize, frameDictionaryId, frameHasChecksum,
} from "./frame/header";
export { compressBegin, compressStep } from "./encode/compress";
export { decompressBegin, decompressStep, decompressEnd } from "./decode/decompress";
