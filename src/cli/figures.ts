/** Names and figures as they are shown to a reader. */

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A size with three significant figures at least: `1000 B`, `2.54 KiB`, `128 MiB`, as zstd(1) shows them. */
export function size(bytes: number): string {
  const unit = Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 0), UNITS.length - 1);
  if (unit === 0) return `${bytes} B`;
  const scaled = bytes / 1024 ** unit;
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)} ${UNITS[unit]}`;
}

/** How many times smaller: `2.797`. An empty side has no ratio. */
export function ratio(plain: number, packed: number): string {
  return plain === 0 || packed === 0 ? "" : (plain / packed).toFixed(3);
}

/** What is left of the original, in percent: `35.76%`. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(2)}%`;
}

/** A speed in decimal megabytes a second, as benchmarks are quoted: `182 MB/s`. */
export function speed(bytes: number, milliseconds: number): string {
  const rate = bytes / Math.max(milliseconds, 0.001) / 1000;
  return `${rate.toFixed(rate < 10 ? 2 : rate < 100 ? 1 : 0)} MB/s`;
}

/** A file name on one line that no terminal reads as a command: control characters become `\x1b` and the like. */
export function printable(name: string): string {
  return name.replace(/\p{Cc}/gu, (character) => `\\x${character.codePointAt(0)!.toString(16).padStart(2, "0")}`);
}

/** Columns with two spaces between them: numbers to the right, the last column as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}
