/** The corpus at the levels that are slow: binary trees and optimal parsing. */

import { holdCorpus } from "./corpus.js";
import { LEVELS, SLOW_LEVEL_MIN } from "./table.js";

holdCorpus(LEVELS.filter((level) => level >= SLOW_LEVEL_MIN));
