/** A formatted dictionary as the reference's own trainer makes it. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "./generators.js";
import { findZstd } from "./zstd-cli.js";

/** Trained on 200 samples of JSON, at most `size` bytes. */
export function trainedDictionary(size = 16_384): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "harmony4-training-"));
  try {
    const samples = Array.from({ length: 200 }, (_, i) => {
      const file = join(folder, `sample-${i}`);
      writeFileSync(file, json(400 + i, 600 + i));
      return file;
    });
    const dictionary = join(folder, "dictionary");
    execFileSync(findZstd(), ["-q", "--train", `--maxdict=${size}`, ...samples, "-o", dictionary]);
    return new Uint8Array(readFileSync(dictionary));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
