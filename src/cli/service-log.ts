/** What the log of a service says about the seal since its last start. S16 to S18, S45, S46, S63, S64 of PROMISES.md */

import { FileError } from "./exit.js";
import { withInput } from "./transfer.js";

/** A record of the service has some hundred bytes; what is longer is looked at up to here. */
const LINE_SIZE_MAX = 16_384;

const STARTED = "Started server process [";
const SEALED = "Compression core sealed: ";
const REFUSED = /COMPRESSION CORE (?:MISMATCH|ALTERED)|Compression core (?:not found|cannot be read|could be replaced)/;

/** What was found after the last record of a start. */
export interface StartRecords {
  /** The seal lines, whole. */
  readonly sealed: string[];
  /** Lines that tell of a seal that was refused. */
  readonly refused: string[];
}

/**
 * Reads a log of `h4 serve`, text or JSON.
 *
 * @throws {FileError} `CHECK_FAILED` where no start is in it
 */
export async function readServiceLog(file: string): Promise<StartRecords> {
  let found: StartRecords | undefined;
  await withInput(file, {}, async (input) => {
    for await (const line of linesOf(input.chunks())) {
      if (line.includes(STARTED)) found = { sealed: [], refused: [] };
      else if (line.includes(SEALED)) found?.sealed.push(line);
      else if (REFUSED.test(line)) found?.refused.push(line);
    }
  });
  if (found === undefined) throw new FileError("CHECK_FAILED", `the log has no line "${STARTED}PID]"`);
  return found;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!.slice(0, LINE_SIZE_MAX);
    yield* lines;
  }
  yield rest;
}
