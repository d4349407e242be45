/**
 * Block_Header. RFC 8878 §3.1.1.2
 *
 *   │ Block_Size 23-3 │ Block_Type 2-1 │ Last_Block 0 │    3 bytes, little-endian
 */

export const BLOCK_HEADER_SIZE: usize = 3;

export const RAW_BLOCK: u32 = 0;
export const RLE_BLOCK: u32 = 1;
export const COMPRESSED_BLOCK: u32 = 2;

/** The three bytes at `ptr`. Reads a fourth, which must be addressable. */
// @ts-ignore: decorator
@inline
export function blockHeader(ptr: usize): u32 {
  return load<u32>(ptr) & 0xffffff;
}

// @ts-ignore: decorator
@inline
export function isLastBlock(header: u32): bool {
  return (header & 1) != 0;
}

// @ts-ignore: decorator
@inline
export function blockType(header: u32): u32 {
  return (header >> 1) & 3;
}

/** Bytes of the block's content; for an RLE_Block, how often its one byte is repeated. */
// @ts-ignore: decorator
@inline
export function blockSize(header: u32): u32 {
  return header >> 3;
}
