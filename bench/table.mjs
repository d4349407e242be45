/** Plain-text tables for a terminal and for documents. */

/**
 * @param {string[]} head Column titles.
 * @param {string[][]} body
 * @param {number} [textColumns] How many leading columns are text (aligned left). Default 1.
 * @returns {string} Markdown that reads as text too.
 */
export function table(head, body, textColumns = 1) {
  const rows = [head, ...body];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length), 3));
  const line = (/** @type {string[]} */ row) =>
    `| ${widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        return column < textColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column < textColumns ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...body.map(line)].join("\n");
}

/** @param {number | undefined} value @param {number} digits */
export function fixed(value, digits) {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);
}

/** @param {number | undefined} bytesPerSecond MB/s of 10^6 bytes, three significant digits. */
export function megabytes(bytesPerSecond) {
  if (bytesPerSecond === undefined) return "";
  const value = bytesPerSecond / 1e6;
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
