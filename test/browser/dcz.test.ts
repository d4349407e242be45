/** Chromium as the reader: it offers a dictionary that it was given, and decodes what is written for it. RFC 9842 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  compressDcz,
  DczDictionary,
  formatUseAsDictionary,
  parseAvailableDictionary,
  parseDictionaryId,
  trainDictionary,
} from "../../src/dictionary.js";
import { order, payloads } from "../dictionary/records.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json } from "../support/generators.js";

/** What the dictionaries are: a resource as it is, and a trained one, which is raw content to a browser. */
const dictionaries = new Map<string, Uint8Array>([
  ["plain", json(20_000, 1)],
  ["trained", await trainDictionary(payloads(order, 100, 1), { maxSize: 4096, fastCover: { k: 100 } })],
]);
const bodies = new Map<string, Uint8Array>([
  ["plain", Uint8Array.from([...json(20_000, 1), ...json(500, 2)])],
  ["trained", payloads(order, 1, 7)[0]!],
]);

let server: Server;
let browser: Browser;
let page: Page;
/** Requests for data that named a dictionary, and how long the answers were. */
const offered: { name: string; id: string; hash: Uint8Array; sent: number }[] = [];

/** Answers with dcz where the client has the dictionary, as it is where it has not. */
async function answer(
  request: IncomingMessage,
  name: string,
): Promise<{ headers: Record<string, string>; body: Uint8Array }> {
  const available = request.headers["available-dictionary"];
  const accepts = String(request.headers["accept-encoding"]).includes("dcz");
  const body = bodies.get(name)!;
  if (typeof available !== "string" || !accepts) return { headers: {}, body };
  const dictionary = await DczDictionary.of(dictionaries.get(name)!);
  const hash = parseAvailableDictionary(available);
  expect([...hash]).toEqual([...dictionary.hash]);
  const compressed = await compressDcz(body, dictionary, { level: 9 });
  offered.push({
    name,
    id: parseDictionaryId(String(request.headers["dictionary-id"])),
    hash,
    sent: compressed.length,
  });
  return { headers: { "content-encoding": "dcz", vary: "accept-encoding, available-dictionary" }, body: compressed };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, kind, name = ""] = new URL(request.url ?? "/", "http://localhost").pathname.split("/");
    if (kind === "dictionary") {
      const use = formatUseAsDictionary({ match: `/data/${name}*`, id: `${name}-1` });
      response
        .writeHead(200, { "cache-control": "max-age=3600", "use-as-dictionary": use })
        .end(dictionaries.get(name));
    } else if (kind === "data") {
      answer(request, name).then(({ headers, body }) => {
        response.writeHead(200, { "cache-control": "no-store", ...headers }).end(body);
      });
    } else {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>dcz</title>");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

test.each(["plain", "trained"])("with a %s dictionary", async (name) => {
  const got = await page.evaluate(async (name) => {
    await (await fetch(`/dictionary/${name}`)).arrayBuffer();
    // The browser puts a dictionary away when it can: until then it does not offer it.
    for (let attempt = 0; attempt < 100; attempt++) {
      const response = await fetch(`/data/${name}`);
      const bytes = [...new Uint8Array(await response.arrayBuffer())];
      if (response.headers.get("content-encoding") === "dcz") return bytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return "the dictionary was never offered";
  }, name);
  expect(got).toEqual([...bodies.get(name)!]);
  const { id, sent } = offered.find((request) => request.name === name)!;
  expect(id).toBe(`${name}-1`);
  expect(sent).toBeLessThan(bodies.get(name)!.length / 2);
});
