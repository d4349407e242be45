/** The service behind the server of the runtime that runs this: Deno, Bun, or Node. Prints what its clients saw, as JSON. */

import { createEngine } from "harmony4";
import { createService } from "harmony4/service";

const MIB = 1 << 20;
const engine = await createEngine();
const records = [];
const note = (fields) => records.push({ route: fields.route, status: fields.status, code: fields.code });
const log = { info: note, warn: note, error: note };
const app = createService({ engine, log, limits: { output: 8 * MIB } });

/** A port with `fetch` behind it. */
async function listen(fetch) {
  if (globalThis.Deno) {
    const server = globalThis.Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, fetch);
    return { port: server.addr.port, close: () => server.shutdown() };
  }
  if (globalThis.Bun) {
    const server = globalThis.Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
    return { port: server.port, close: () => server.stop(true) };
  }
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({ fetch });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, close: () => server.close() };
}

/** Bytes that do not compress: a linear congruential generator. */
function noise(length) {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

const server = await listen(app.fetch);
const url = `http://127.0.0.1:${server.port}`;
const post = (path, body) => fetch(`${url}${path}`, { method: "POST", body });
const results = {};

results.info = same([(await (await fetch(`${url}/compress/info`)).json()).engine_id], [engine.info().engine_id]);
for (const length of [0, 1000, 3 * MIB]) {
  const plain = noise(length);
  for (const format of ["zst", "h4mk"]) {
    const packed = new Uint8Array(await (await post(`/compress?format=${format}`, plain)).arrayBuffer());
    const back = new Uint8Array(await (await post("/compress/decompress", packed)).arrayBuffer());
    results[`${format} ${length}`] = same(back, plain);
  }
}
const form = new FormData();
form.append("level", "9");
form.append("file", new File([noise(3 * MIB)], "a.bin"));
const packed = await post("/compress", form);
results.form = [packed.headers.get("content-disposition"), (await packed.arrayBuffer()).byteLength > 3 * MIB];
const refused = await post("/compress/decompress", noise(100));
results.refused = [refused.status, (await refused.json()).code];

const session = engine.compressor();
const bomb = new Blob([...session.push(noise(16 * MIB)), ...session.end()]);
results.broken = await (await post("/compress/decompress", bomb)).arrayBuffer().then(
  (bytes) => `complete with ${bytes.byteLength} bytes`,
  () => "broken",
);
results.records = records.map(({ route, status, code }) => [route, status, code ?? ""].join(" "));
await server.close();
console.log(JSON.stringify(results));
if (globalThis.process) process.exit(0);
