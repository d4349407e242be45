/** What the parts of a file are, in words. docs/format-h4mk.md; RFC 8878 §3.1 */

const WORDS: Readonly<Record<string, string>> = {
  H4MK: "the header: magic, version 1, reserved field",
  CORE: "one block of content",
  SEEK: "the timeline: times and the content bytes at them",
  hIXP: "a page of the index: place, lengths and hash of up to 256 blocks",
  META: "fields about the content, and which engine wrote the blocks",
  SAFE: "fields of the writer, apart from META",
  hIXR: "the root of the index: the hash of each page",
  sIGN: "a signature over the root",
  tAIL: "leads from the end of the file to the index; has the root hash",
  VERI: "SHA-256 of everything before it but the header of the file",
  "frame header": "window, content size, checksum flag, dictionary of a Zstandard frame",
  "compressed block": "a block of a frame, compressed",
  "raw block": "a block of a frame, stored as it is",
  "RLE block": "a block of a frame: one byte and how often it is repeated",
  checksum: "the end of a frame: 32 bits of the XXH64 of its content",
  "skippable frame": "bytes that decoders skip",
  skipped: "between the blocks: bytes that the index does not name",
  unreadable: "from here on nothing could be read: the header before it is wrong",
};

/** What a part with `tag` is. A chunk that is not known may be skipped where its first letter is small. */
export function meaning(tag: string): string {
  const words = WORDS[tag];
  if (words !== undefined) return words;
  return /^[a-z]/.test(tag)
    ? "a chunk that this reader does not know, and may skip"
    : "a chunk that this reader does not know";
}
