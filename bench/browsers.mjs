/**
 * The throughput of the bench in a browser: serves a page that times the engine and its peers and sends back what it saw.
 *
 *     node bench/browsers.mjs FILE|FOLDER… [--levels 1,3] [--start chromium|firefox|webkit] [--port N]
 *
 * Open the address that it prints in the browser to be measured; `--start` does it, without a window. One-shot calls,
 * interleaved, every output checked, as in `npm run bench`; the streams to decompress are libzstd's, without a checksum.
 */

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { bundlePage } from "./browser/bundle.mjs";
import { BROWSERS, startBrowser } from "./browser/start.mjs";
import { loadSamples } from "./corpus.mjs";
import { chooseNode } from "./node.mjs";
import { libzstdFrame } from "./peers/node-zlib.mjs";
import { fixed, megabytes, table } from "./table.mjs";

/**
 * @typedef {object} Row One contestant at one level in one direction.
 * @property {string} id
 * @property {number} level
 * @property {"compress" | "decompress"} direction
 * @property {{ file: string, bytes: number, packed: number, seconds: number }[]} files
 *
 * @typedef {{ agent: string, rows: Row[], wrong: string[] }} Results What the page sends back.
 */

/** With these a page has the finer clock: microseconds in place of a millisecond in Firefox and WebKit. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const HTML = `<!doctype html><meta charset="utf-8"><title>bench</title>
<script>addEventListener("error", ({ message }) => fetch("/failure", { method: "POST", body: message }));</script>
<script type="module" src="/page.js"></script>`;
const OURS = "harmony4";

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      levels: { type: "string", default: "1,3,5,9" },
      start: { type: "string" },
      port: { type: "string", default: "0" },
    },
  });
  const levels = values.levels.split(",").map(Number);
  if (levels.some((level) => !Number.isInteger(level) || level < 1 || level > 19)) {
    throw new RangeError(`--levels wants integers from 1 to 19, got ${values.levels}`);
  }
  if (values.start !== undefined && !BROWSERS.includes(values.start)) {
    throw new RangeError(`--start wants one of ${BROWSERS.join(", ")}, got ${values.start}`);
  }
  return { samples: loadSamples(positionals), levels, start: values.start, port: Number(values.port) };
}

/** @param {import("node:http").IncomingMessage} request */
async function textOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}

/**
 * Serves the page and what it reads, until it has sent its results.
 *
 * @param {ReturnType<typeof options>} asked
 * @returns {Promise<Results>}
 */
async function measureInBrowser({ samples, levels, start, port }) {
  const assets = await bundlePage();
  const plan = { levels, files: samples.map(({ name }) => name) };
  /** @type {PromiseWithResolvers<Results>} */
  const { promise: results, resolve, reject } = Promise.withResolvers();
  const server = createServer(async (request, response) => {
    const [, kind = "", first = "", second = ""] = (request.url ?? "/").split("/");
    /** @param {string | Uint8Array} body @param {string} type */
    const answer = (body, type) => void response.writeHead(200, { ...ISOLATED, "content-type": type }).end(body);
    if (kind === "") return answer(HTML, "text/html; charset=utf-8");
    if (kind === "plan") return answer(JSON.stringify(plan), "application/json");
    if (kind === "file") return answer(bytesOf(Number(first)), "application/octet-stream");
    if (kind === "frame") {
      return answer(libzstdFrame(bytesOf(Number(second)), Number(first), false), "application/octet-stream");
    }
    if (kind === "progress") process.stderr.write(`        ${await textOf(request)}\n`);
    else if (kind === "results") resolve(JSON.parse(await textOf(request)));
    else if (kind === "failure") reject(new Error(`the page failed: ${await textOf(request)}`));
    else if (assets.has(kind)) return answer(...(assets.get(kind) ?? ["", ""]));
    response.writeHead(assets.has(kind) || /^(progress|results|failure)$/.test(kind) ? 204 : 404, ISOLATED).end();
  });
  const bytesOf = (/** @type {number} */ index) => samples[index]?.bytes ?? new Uint8Array(0);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const url = `http://127.0.0.1:${address.port}/`;
  process.stderr.write(start === undefined ? `open ${url}\n` : `${start} opens ${url}\n`);
  const stop = start === undefined ? () => {} : startBrowser(start, url, reject);
  try {
    return await results;
  } finally {
    stop();
    server.closeAllConnections();
    server.close();
  }
}

/**
 * Speed beside the fastest peer of a level and direction; the file where that is least.
 *
 * @param {Results} results
 */
function report({ agent, rows, wrong }) {
  const seconds = (/** @type {Row} */ { files }) => files.reduce((sum, file) => sum + file.seconds, 0);
  const bytes = (/** @type {Row} */ { files }) => files.reduce((sum, file) => sum + file.bytes, 0);
  const body = rows.flatMap((row) => {
    const rivals = rows.filter(({ level, direction }) => level === row.level && direction === row.direction);
    const peer = rivals.filter(({ id }) => id !== OURS).sort((a, b) => seconds(a) - seconds(b))[0];
    const speed = megabytes(bytes(row) / seconds(row));
    if (row.id !== OURS || peer === undefined) return [[row.direction, String(row.level), row.id, speed, "", ""]];
    const factors = row.files.map(({ file, seconds }, i) => ({
      file,
      factor: (peer.files[i]?.seconds ?? 0) / seconds,
    }));
    const [worst] = factors.sort((a, b) => a.factor - b.factor);
    const least = worst === undefined ? "" : `${fixed(worst.factor, 2)} ${basename(worst.file)}`;
    return [[row.direction, String(row.level), row.id, speed, fixed(seconds(peer) / seconds(row), 2), least]];
  });
  const head = ["direction", "level", "who", "MB/s", "× peer", "least"];
  return [agent, "", table(head, body, 3), ...wrong.map((what) => `wrong: ${what}`), ""].join("\n");
}

// Streams to decompress are libzstd's, of a Node that has it.
if (process.versions.zstd === undefined) {
  process.exitCode = spawnSync(chooseNode(), process.argv.slice(1), { stdio: "inherit" }).status ?? 1;
} else {
  process.stdout.write(report(await measureInBrowser(options())));
}
