/**
 * What every runtime must agree on of the decoder alone: output, codes and what was proved. The frames come from outside,
 * as base64: nothing here compresses.
 */

/** Bytes of base64, where there is no Node. */
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The digest of what a call gives, or the code of its error. */
async function outcome(call) {
  try {
    return await digest(await call());
  } catch (error) {
    return { code: error.code, offset: error.offset, kind: error.name };
  }
}

async function streamed(bytes, { H4DecompressionStream }) {
  let at = 0;
  const source = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 1000));
      at += 1000;
    },
  });
  const reader = source.pipeThrough(new H4DecompressionStream()).getReader();
  const chunks = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  return await new Blob(chunks).arrayBuffer();
}

/**
 * @param {typeof import("harmony4/decompress")} library
 * @param {Record<string, string>} frames By name, in base64.
 * @param {object} [options] Of createDecoder, where the runtime hands the artifact in.
 */
export async function conformDecoder(library, frames, options = {}) {
  const decoder = await library.createDecoder(options);
  const info = decoder.info();
  const results = {};
  for (const [name, text] of Object.entries(frames)) {
    const bytes = bytesOf(text);
    results[name] = {
      at_once: await outcome(() => decoder.decompress(bytes)),
      in_steps: await outcome(() => library.decompress(bytes, { signal: new AbortController().signal }, decoder)),
      streamed: await outcome(() => streamed(bytes, library)),
      cut: await outcome(() => library.decompress(bytes.subarray(0, -1), {}, decoder)),
      limited: await outcome(() => library.decompress(bytes, { maxOutput: 10 }, decoder)),
    };
  }
  const { fingerprint } = info;
  const sealed = await library.createDecoder({ ...options, seal: { fingerprint } }).then(
    (pinned) => pinned.info().sealed,
    ({ code }) => code,
  );
  const refused = await library
    .createDecoder({ ...options, seal: { fingerprint: "0".repeat(64) } })
    .catch((e) => e.code);
  return { results, fingerprint, engine_id: info.engine_id, verified: info.verified, sealed, refused };
}
