/** The engine that commands run: the one that the environment chooses, with its lines as notes. S12 to S18, S69 of PROMISES.md. */

import type { Engine } from "../api/engine.js";
import { engineFromEnvironment } from "../api/environment.js";
import type { Report } from "./report.js";

/**
 * The verified engine that this process was told to use.
 *
 * @throws {H4Error} `SEAL_*` or `CORE_*` when it cannot be had as it was pinned: no other takes its place.
 */
export function openEngine(report: Report): Promise<Engine> {
  return engineFromEnvironment({ log: (line) => report.note(line) });
}
