/**
 * The service behind the server of the runtime that runs this: Deno, Bun, or Node. Requests come as JSON from standard
 * input and answers go to standard output, both as test/runtimes/ask-worker.mjs has them.
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import { createEngine } from "harmony4";
import { createService } from "harmony4/service";

const app = createService({ engine: await createEngine(), limits: { body: 2_000_000, output: 2_000_000 } });

/** A port with `fetch` behind it. */
async function listen(fetch) {
  if (globalThis.Deno) {
    return globalThis.Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, fetch).addr.port;
  }
  if (globalThis.Bun) return globalThis.Bun.serve({ port: 0, hostname: "127.0.0.1", fetch }).port;
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({ fetch });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

const port = await listen((request) => app.fetch(request));
const answers = [];
for (const { path, method, headers, body } of JSON.parse(await text(process.stdin))) {
  const init = { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body, "base64") }) };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
  answers.push({
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()).toString("base64"),
  });
}
// Until it is written: what ends a process may cut short what it prints.
await new Promise((resolve) => process.stdout.write(JSON.stringify(answers), resolve));
process.exit(0);
