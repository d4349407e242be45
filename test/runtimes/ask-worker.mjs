/**
 * Runs the bundle of a worker in workerd and prints how it answers. Arguments: the folder of the bundle and the name of
 * its script; requests come as JSON from standard input: `[{ path, method, headers, body }]`, bodies in base64. Answers have
 * theirs so too. Runs in Node 22 or later, which miniflare needs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Miniflare } from "miniflare";

const [folder, entry] = process.argv.slice(2);
const requests = JSON.parse(await text(process.stdin));
const TYPES = { js: "ESModule", wasm: "CompiledWasm", bin: "Data" };

const names = readdirSync(folder).sort((a, b) => Number(b === entry) - Number(a === entry));
const worker = new Miniflare({
  compatibilityDate: "2026-07-30",
  modulesRoot: folder,
  modules: names.map((name) => {
    const path = join(folder, name);
    return { type: TYPES[name.split(".").at(-1)], path, contents: readFileSync(path) };
  }),
});
try {
  // Over its port, as clients come: dispatchFetch leaves out the length of a body.
  const url = await worker.ready;
  const answers = [];
  for (const { path, method, headers, body } of requests) {
    // The server in front of workerd, miniflare's, would compress what may be compressed.
    const init = {
      method,
      headers: { ...headers, "accept-encoding": "identity" },
      ...(body === undefined ? {} : { body: Buffer.from(body, "base64") }),
    };
    const answer = await fetch(new URL(path, url), init).catch((cause) => {
      throw new Error(`no answer to request ${answers.length}: ${method ?? "GET"} ${path}`, { cause });
    });
    answers.push({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()).toString("base64"),
    });
  }
  console.log(JSON.stringify(answers));
} finally {
  await worker.dispose();
}
