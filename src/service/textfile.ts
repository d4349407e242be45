/** What became of a start, for the textfile collector of node-exporter: a process that ended cannot be asked. S61 of PROMISES.md */

import { Gauge, Registry } from "prom-client";
import { writeFileAtomically } from "../platform/node-files.js";
import { type SealCheck, sealCounters } from "./prometheus.js";

/** How a start ended. */
export interface StartOutcome {
  seal: SealCheck;
  /** The code of what it failed with; undefined where it did not. */
  code?: string | undefined;
}

/** Puts the outcome into the file at `path`, whole or not at all, in the place of that of the start before. */
export async function writeTextfile(path: string, { seal, code }: StartOutcome): Promise<void> {
  const registry = new Registry();
  sealCounters(registry)(seal);
  const name = "harmony4_start_failed";
  const help = "1 where the last start failed, by its code";
  const failed = new Gauge({ name, help, labelNames: ["code"], registers: [registry] });
  if (code === undefined) failed.set(0);
  else failed.set({ code }, 1);
  const text = new TextEncoder().encode(await registry.metrics());
  await writeFileAtomically(path, [text], { overwrite: true, mode: 0o644 });
}
