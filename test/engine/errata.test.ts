/** Every example of docs/zstd-errata.md decodes to what the page says. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DecompressOptions, inPieces, Refusal } from "../support/engine.js";
import { RawEngine } from "../support/raw-engine.js";

interface Example {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly dictionary?: Uint8Array;
  /** A status, or the number of bytes that come out. */
  readonly verdict: string;
}

const page = readFileSync(join(import.meta.dirname, "../../docs/zstd-errata.md"), "utf8");

/** The blocks of the page: a heading, and under it dictionaries and examples. */
function examples(): Example[] {
  const found: Example[] = [];
  let heading = "";
  let dictionary: Uint8Array | undefined;
  for (const [, title, kind, body] of page.matchAll(/^### (.+)$|^```hex ([^\n]+)\n([^`]*)```$/gm)) {
    if (title !== undefined) {
      heading = title;
      continue;
    }
    const digits = body!.replace(/\s/g, "");
    if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error(`${heading}: not hexadecimal`);
    const bytes = new Uint8Array(Buffer.from(digits, "hex"));
    if (kind === "dictionary") {
      dictionary = bytes;
      continue;
    }
    const verdict = /^(?:refused ([A-Z_]+)|accepted (\d+))$/.exec(kind!);
    if (verdict === null) throw new Error(`${heading}: what is "${kind}"?`);
    found.push({ name: heading, bytes, verdict: verdict[1] ?? verdict[2]!, ...(dictionary && { dictionary }) });
    dictionary = undefined;
  }
  return found;
}

/** What decoding comes to, in the words of the page. */
function verdictOf(decode: (engine: RawEngine) => Uint8Array): string {
  try {
    return String(decode(new RawEngine()).length);
  } catch (error) {
    if (error instanceof Refusal && error.status !== undefined) return error.status;
    throw error;
  }
}

describe("docs/zstd-errata.md", () => {
  const all = examples();

  test("has an example under every heading", () => {
    const headings = Array.from(page.matchAll(/^### (.+)$/gm), ([, title]) => title!);
    expect([...new Set(all.map(({ name }) => name))]).toEqual(headings);
    expect(headings.length).toBeGreaterThan(10);
  });

  test.each(all.map((example, i) => ({ ...example, title: `${example.name}, example ${i + 1}` })))(
    "$title: $verdict",
    ({ bytes, verdict, dictionary }) => {
      const options: DecompressOptions = dictionary === undefined ? {} : { dictionary };
      expect(verdictOf((engine) => engine.decompress(bytes, options))).toBe(verdict);
      expect(verdictOf((engine) => inPieces(engine.decompressor(options), bytes, [1]))).toBe(verdict);
    },
  );
});
