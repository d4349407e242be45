/** Reads a frame header the slow way, for assertions on what an encoder wrote. RFC 8878 §3.1.1.1 */

export interface FrameHeader {
  readonly windowSize: number;
  readonly contentSize: number | undefined;
  readonly checksum: boolean;
  readonly dictionaryId: number;
}

export function parseFrameHeader(frame: Uint8Array): FrameHeader {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== 0xfd2fb528) throw new Error("no Zstandard frame");
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 32) !== 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const idBytes = [0, 1, 2, 4][descriptor & 3]!;
  let at = 5;
  const read = (bytes: number) => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += view.getUint8(at++) * 256 ** i;
    return value;
  };
  const window = singleSegment ? 0 : read(1);
  const dictionaryId = read(idBytes);
  const size = read(sizeBytes);
  const contentSize = sizeBytes === 0 ? undefined : size + (sizeBytes === 2 ? 256 : 0);
  const base = 2 ** (10 + (window >> 3));
  return {
    windowSize: singleSegment ? contentSize! : base + (base / 8) * (window & 7),
    contentSize,
    checksum: (descriptor & 4) !== 0,
    dictionaryId,
  };
}
