/** Values as JSON text: as JSON.stringify writes them, and integers of any size with all of their digits. */

/** The text of `value`: on one line, or indented by two spaces a level for a reader. */
export function json(value: unknown, indented = false): string {
  return text(value, indented ? "\n" : "");
}

/** `newline` is what begins a line at this depth; empty where there is one line only. */
function text(value: unknown, newline: string): string {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const deeper = newline === "" ? "" : `${newline}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => text(item, deeper))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${JSON.stringify(name)}:${newline === "" ? "" : " "}${text(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return parts.length === 0 ? `${open}${close}` : `${open}${deeper}${parts.join(`,${deeper}`)}${newline}${close}`;
}
