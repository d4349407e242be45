/**
 * Literals_Length, Match_Length and Offset codes: how many extra bits each has, and the distributions that
 * Predefined_Mode stands for. RFC 8878 §3.1.1.3.2.1.1, §3.1.1.3.2.2
 */

export const LITERALS_LENGTH_CODES: u32 = 36;
export const MATCH_LENGTH_CODES: u32 = 53;
/** Offset codes up to 31: what an FSE table of at most 8 bits may hold and 32-bit offsets need. */
export const OFFSET_CODES: u32 = 32;

/** Highest Accuracy_Log of each. RFC 8878 §3.1.1.3.2.1 */
export const LITERALS_LENGTH_LOG_MAX: u32 = 9;
export const MATCH_LENGTH_LOG_MAX: u32 = 9;
export const OFFSET_LOG_MAX: u32 = 8;

/** Length that code 0 stands for; each further code begins where the one before ends. */
export const LITERALS_LENGTH_MIN: u32 = 0;
export const MATCH_LENGTH_MIN: u32 = 3;

/** Number_of_Bits of each Literals_Length_Code. */
export const LITERALS_LENGTH_BITS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);

/** Number_of_Bits of each Match_Length_Code. */
export const MATCH_LENGTH_BITS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);

export const LITERALS_LENGTH_PREDEFINED_LOG: u32 = 6;
export const LITERALS_LENGTH_PREDEFINED = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);

export const MATCH_LENGTH_PREDEFINED_LOG: u32 = 6;
export const MATCH_LENGTH_PREDEFINED = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);

export const OFFSET_PREDEFINED_LOG: u32 = 5;
export const OFFSET_PREDEFINED_CODES: u32 = 29;
export const OFFSET_PREDEFINED = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);
