/** The levels of the engine, and fewer of them for suites that cannot afford all. */

import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";

/** Every level. */
export const LEVELS: readonly number[] = Array.from({ length: LEVEL_MAX - LEVEL_MIN + 1 }, (_, i) => LEVEL_MIN + i);

/**
 * All levels that are fast, and of the others one for each way of searching: 12 has wide rows, 15 binary trees, 16
 * optimal parsing, 19 the thorough kind and two passes. What lies between has other numbers in the same code, takes
 * three times as long in all, and is held over the whole corpus by test/sizes.
 */
export const LEVELS_APART: readonly number[] = LEVELS.filter((level) => level <= 9 || [12, 15, 16, 19].includes(level));
