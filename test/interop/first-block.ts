/** Reads how many sequences the first block of a frame has, for assertions on what an encoder wrote. RFC 8878 §3.1.1.3 */

const BLOCK_HEADER_SIZE = 3;
const COMPRESSED_BLOCK = 2;

/** Number_of_Sequences of the first block, a Compressed_Block that begins `headerSize` bytes into `frame`. */
export function numberOfSequences(frame: Uint8Array, headerSize: number): number {
  const block = frame.subarray(headerSize);
  if (((block[0]! >> 1) & 3) !== COMPRESSED_BLOCK) throw new Error("no Compressed_Block");
  const literals = block.subarray(BLOCK_HEADER_SIZE);
  // RFC 8878 §3.1.1.3.2.1: 1, 2 or 3 bytes.
  const [first, second, third] = literals.subarray(literalsSectionSize(literals));
  if (first! < 128) return first!;
  return first! < 255 ? ((first! - 128) << 8) + second! : second! + (third! << 8) + 0x7f00;
}

/** RFC 8878 §3.1.1.3.1.1: header and content of the Literals_Section at the start of `section`. */
function literalsSectionSize(section: Uint8Array): number {
  const header = section.subarray(0, 5).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
  const type = header & 3;
  const format = (header >> 2) & 3;
  if (type < 2) {
    const headerSize = [1, 2, 1, 3][format]!;
    const size = (header >> (headerSize === 1 ? 3 : 4)) & (2 ** [5, 12, 5, 20][format]! - 1);
    return headerSize + (type === 1 ? 1 : size);
  }
  const sizeBits = [10, 10, 14, 18][format]!;
  const compressed = Math.floor(header / 2 ** (4 + sizeBits)) % 2 ** sizeBits;
  return [3, 3, 4, 5][format]! + compressed;
}
