/** Content for long runs: lines of a log with numbers in them, the same in every run. */

/** Different pieces, given in turn: together longer than the windows of levels to 5, which find none of them again. */
const PIECES = 16;

/** About half a megabyte of lines, which compress to about a quarter. */
function piece(seed: number): Buffer {
  let state = seed;
  const lines: string[] = [];
  for (let i = 0; i < 1 << 14; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes
    lines.push(`${state % 9973} requests of client ${state >>> 12} took ${(state >>> 8) % 1000} ms`);
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** `bytes` of log lines, piece by piece. */
export function* logLines(bytes: number): Generator<Buffer> {
  const pieces = Array.from({ length: PIECES }, (_, seed) => piece(seed));
  for (let made = 0, turn = 0; made < bytes; turn++) {
    const part = pieces[turn % PIECES]!.subarray(0, bytes - made);
    made += part.length;
    yield part;
  }
}
