/** The far end of zlib-oracle.ts, run by Node 24: answers each message on stdin with what node:zlib makes of it. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { encodeMessage, MessageReader } from "./pipe-messages.mjs";

function compress(request, bytes, dictionary) {
  const params = {
    [constants.ZSTD_c_compressionLevel]: request.level ?? 3,
    [constants.ZSTD_c_checksumFlag]: request.checksum ? 1 : 0,
    [constants.ZSTD_c_contentSizeFlag]: (request.contentSize ?? true) ? 1 : 0,
  };
  if (request.long) params[constants.ZSTD_c_enableLongDistanceMatching] = 1;
  if (request.windowLog !== undefined) params[constants.ZSTD_c_windowLog] = request.windowLog;
  // One chunk that holds all of it: smaller ones make libzstd stream, which cuts blocks elsewhere.
  const chunkSize = bytes.length + (bytes.length >> 8) + 64;
  return [zstdCompressSync(bytes, { params, dictionary, chunkSize, pledgedSrcSize: bytes.length })];
}

/** Every frame, one after the other: node:zlib stops after the first. */
function decompress(request, bytes, dictionary) {
  const params = { [constants.ZSTD_d_windowLogMax]: request.windowLogMax ?? 27 };
  const parts = [];
  let room = request.maxOutput ?? 2 ** 30;
  for (let at = 0; at === 0 || at < bytes.length; ) {
    const { buffer, engine } = zstdDecompressSync(bytes.subarray(at), {
      params,
      dictionary,
      chunkSize: 1 << 17, // a block at a time: with the default of 16 KiB long frames take 60 times as long
      maxOutputLength: Math.max(1, room), // 0 is not allowed: one byte too many is refused below
      info: true,
    });
    if (buffer.length > room) throw Object.assign(new Error("over maxOutput"), { code: "ERR_BUFFER_TOO_LARGE" });
    parts.push(buffer);
    room -= buffer.length;
    at += engine.bytesWritten;
  }
  return parts;
}

function answer({ head, payload }) {
  const bytes = payload.subarray(0, head.length);
  const dictionary = head.length < payload.length ? payload.subarray(head.length) : undefined;
  try {
    const result =
      head.operation === "compress" ? compress(head, bytes, dictionary) : decompress(head, bytes, dictionary);
    return encodeMessage({}, result);
  } catch (error) {
    return encodeMessage({ error: { code: String(error.code), message: error.message } }, []);
  }
}

const reader = new MessageReader();
for await (const chunk of process.stdin) {
  for (const message of reader.push(chunk)) {
    for (const part of answer(message)) process.stdout.write(part);
  }
}
