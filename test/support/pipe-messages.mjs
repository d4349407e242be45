/**
 * Messages over a pipe, for zlib-oracle.ts and its child: u32 length of a head, u32 length of a payload (both
 * little-endian), the head as JSON, the payload.
 */

const PREFIX = 8;

/**
 * @param {object} head anything that JSON can say
 * @param {Uint8Array[]} payload the parts of the payload, in order
 * @returns {Uint8Array[]} what to write to the pipe, in order
 */
export function encodeMessage(head, payload) {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(
    payload.reduce((sum, part) => sum + part.length, 0),
    4,
  );
  return [prefix, json, ...payload];
}

/** Puts messages together again from the chunks that a pipe delivers. Each byte is copied once. */
export class MessageReader {
  /** @type {Buffer[]} */
  #chunks = [];
  #available = 0;
  #needed = PREFIX;

  /**
   * @param {Buffer} chunk the next bytes of the pipe
   * @returns {{ head: any, payload: Buffer }[]} the messages that this chunk completed
   */
  push(chunk) {
    this.#chunks.push(chunk);
    this.#available += chunk.length;
    const messages = [];
    while (this.#available >= this.#needed) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      const headEnd = PREFIX + bytes.readUInt32LE(0);
      const end = headEnd + bytes.readUInt32LE(4);
      this.#chunks = [bytes];
      if (bytes.length < end) {
        this.#needed = end;
        break;
      }
      messages.push({
        head: JSON.parse(bytes.toString("utf8", PREFIX, headEnd)),
        payload: bytes.subarray(headEnd, end),
      });
      this.#chunks = [bytes.subarray(end)];
      this.#available = bytes.length - end;
      this.#needed = PREFIX;
    }
    return messages;
  }
}
