/** Binary files that are inlined in a script, as text that stays small under gzip, back into bytes. */

/**
 * The bytes that `text` stands for: `encode` of build/artifact-module.mjs, backwards. `#` to `|` is a place below 90; `}`
 * and `~` add 90 and 180 to the place after them; 67 to 89 stand for 106 to 128, and 90 to 128 for the 39 before those.
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
      const place = page + value;
      bytes[length++] = place < 67 || place > 128 ? place : place < 90 ? place + 39 : place - 23;
      page = 0;
    }
  }
  return bytes.slice(0, length);
}
