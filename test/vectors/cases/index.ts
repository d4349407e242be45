/** All hand-made cases. */

import { BLOCK_BAD, BLOCK_GOOD, FRAMES_BAD, FRAMES_GOOD } from "./blocks.js";
import type { BadCase, GoodCase } from "./case.js";
import { DICTIONARY_BAD, DICTIONARY_GOOD } from "./dictionaries.js";
import { FRAME_HEADER_BAD, FRAME_HEADER_GOOD } from "./frame-headers.js";
import { HUFFMAN_TREE_BAD, HUFFMAN_TREE_GOOD } from "./huffman-trees.js";
import { LITERALS_BAD, LITERALS_GOOD } from "./literals.js";
import { OFFSET_BAD, OFFSET_GOOD } from "./offsets.js";
import { SEQUENCES_BAD, SEQUENCES_GOOD } from "./sequences.js";
import { WINDOW_BAD, WINDOW_GOOD } from "./windows.js";

export const GOOD_CASES: readonly GoodCase[] = [
  ...FRAME_HEADER_GOOD,
  ...BLOCK_GOOD,
  ...FRAMES_GOOD,
  ...LITERALS_GOOD,
  ...HUFFMAN_TREE_GOOD,
  ...SEQUENCES_GOOD,
  ...OFFSET_GOOD,
  ...WINDOW_GOOD,
  ...DICTIONARY_GOOD,
];

export const BAD_CASES: readonly BadCase[] = [
  ...FRAME_HEADER_BAD,
  ...BLOCK_BAD,
  ...FRAMES_BAD,
  ...LITERALS_BAD,
  ...HUFFMAN_TREE_BAD,
  ...SEQUENCES_BAD,
  ...OFFSET_BAD,
  ...WINDOW_BAD,
  ...DICTIONARY_BAD,
];
