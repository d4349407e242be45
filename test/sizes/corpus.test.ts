/** The corpus at the levels that are fast enough for every run. */

import { LEVELS } from "../support/levels.js";
import { holdCorpus } from "./corpus.js";
import { SLOW_LEVEL_MIN } from "./table.js";

holdCorpus(LEVELS.filter((level) => level < SLOW_LEVEL_MIN));
