/**
 * The exported surface of the decoder alone: that part of the engine's (assembly/index.ts) by which frames are
 * decoded. The same sources, so what both do they do alike; nothing of the encoder is reached.
 */

export { abi, inputPtr, inputRoom, outputPtr, outputLength, consumed, errorGot, errorLimit } from "./memory/io";
export { dictionaryReserve, dictionaryLoad } from "./memory/dictionary";
export { frameContentSize, frameDictionaryId } from "./frame/header";
export { decompressBegin, decompressStep, decompressEnd } from "./decode/decompress";
