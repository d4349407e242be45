/** The loaded dictionary: its bytes, kept at the start of the arena. RFC 8878 §5 */
export function dictionaryReserve(length: usize): usize { return 0; }
export function dictionaryLoad(length: usize): i32 { return -50; }
