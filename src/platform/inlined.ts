/** Binary files that are inlined in a script, as text that stays small under gzip, back into bytes. */

/**
 * The bytes that `text` stands for: `encode` of build/artifact-module.mjs, backwards. `#` to `|` is a byte below 90; `}`
 * and `~` add 90 and 180 to the byte after them.
 */
export function inlinedBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let page = 0;
  for (let i = 0; i < text.length; i++) {
    const value = text.charCodeAt(i) - 35;
    if (value >= 90) {
      page = value === 90 ? 90 : 180;
    } else {
      bytes[length++] = page + value;
      page = 0;
    }
  }
  return bytes.slice(0, length);
}
