/** Frame header. RFC 8878 §3.1.1.1 */
export function frameHeader(available: usize): i32 { return -50; }
export function frameHeaderSize(): u32 { return 0; }
export function frameContentSize(): f64 { return 0; }
export function frameWindowSize(): f64 { return 0; }
export function frameDictionaryId(): u32 { return 0; }
export function frameHasChecksum(): bool { return false; }
