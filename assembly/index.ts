/**
 * The exported surface of the engine: one stream at a time, through memory that host and engine share.
 *
 * Nothing runs when it is instantiated: globals begin as literals, and a begin gives them their values. (An initial
 * value that is a constant by name would be set by a start function.)
 */

export { abi, inputPtr, inputRoom, outputPtr, outputLength, consumed, errorGot, errorLimit } from "./memory/io";
export { dictionaryReserve, dictionaryLoad } from "./memory/dictionary";
export {
  frameHeader, frameHeaderSize, frameContentSize, frameWindowSize, frameDictionaryId, frameHasChecksum,
} from "./frame/header";
export { compressBegin, compressStep } from "./encode/compress";
export { decompressBegin, decompressStep, decompressEnd } from "./decode/decompress";
