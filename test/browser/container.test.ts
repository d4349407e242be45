/** H4mkReader in Chromium: a container of another origin with CORS, without a preflight, exactly as in Node. */
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { H4mkReader, httpSource, writeContainer } from "../../src/container.js";
import { gather, rootOf } from "../container/containers.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { json } from "../support/generators.js";
import { inMemory, type RangeServer, serveRanges } from "../support/range-server.js";
import { type StaticServer, serve } from "../support/static-server.js";
import { CASES } from "./container-cases.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const PLAIN = json(3_000_000);
const EXPOSED = { "access-control-allow-origin": "*", "access-control-expose-headers": "Content-Range, ETag" };
const PAGE =
  '<!doctype html><title>harmony4</title><script type="module" src="/test/browser/container-boot.mjs"></script>';

let browser: Browser;
let page: Page;
let pages: StaticServer;
let files: RangeServer;
let packed: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  packed = await gather(writeContainer(PLAIN, { blockSize: 64 << 10, seek: [{ pts: 0, offset: 0 }] }));
  files = await serveRanges(inMemory(packed));
  pages = await serve(ROOT, { "/": PAGE });
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
  page = await browser.newPage();
  await page.goto(`${pages.origin}/`);
  await page.waitForFunction("globalThis.run");
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([pages?.close(), files?.close()]);
});

type Case = keyof typeof CASES;
const inPage = (name: Case, argument: object) =>
  page.evaluate(`globalThis.run(${JSON.stringify(name)}, ${JSON.stringify(argument)})`);
const here = (name: Case, argument: object) =>
  CASES[name]({ H4mkReader, httpSource, writeContainer } as never, argument as never);

describe("another origin", () => {
  test("two requests open it, none of them a preflight; what is read is what Node reads", async () => {
    Object.assign(files, { headers: EXPOSED, misbehave: undefined });
    files.requests.length = 0;
    const argument = {
      url: files.url,
      root: Buffer.from(rootOf(packed)).toString("hex"),
      from: 1_000_000,
      to: 1_200_000,
    };
    const found = await inPage("read", argument);
    expect(files.requests.map(({ method }) => method)).not.toContain("OPTIONS");
    // The cache of the browser may write "from here on" as a range with an end.
    const [start, tail] = files.requests.map(({ range }) => range);
    expect(start).toBe("bytes=0-7");
    expect(tail).toMatch(new RegExp(`^bytes=${packed.length - 65536}-(${packed.length - 1})?$`));
    expect(files.requests.length).toBe(3);
    expect(found).toEqual(await here("read", argument));
  });

  test("a server that hides Content-Range, changes the file, or allows nobody is refused", async () => {
    files.headers = { "access-control-allow-origin": "*" };
    expect(await inPage("code", { url: files.url })).toBe("SOURCE_RANGE");
    files.headers = {};
    expect(await inPage("code", { url: files.url })).toBe("SOURCE_UNREACHABLE");
    files.headers = EXPOSED;
    expect(await inPage("code", { url: files.url })).toBe("none");
    let requests = 0;
    files.misbehave = () => {
      if (++requests === 3) files.etag = '"v2"';
      return false;
    };
    expect(await inPage("code", { url: files.url })).toBe("SOURCE_CHANGED");
    Object.assign(files, { etag: '"v1"', misbehave: undefined });
    files.misbehave = (_, response) => {
      response.writeHead(200, EXPOSED).end("all of it");
      return true;
    };
    expect(await inPage("code", { url: files.url })).toBe("SOURCE_RANGE_IGNORED");
    files.misbehave = undefined;
  });
});

test("writes the container that Node writes, and reads it as a Blob", async () => {
  expect(await inPage("write", {})).toEqual(await here("write", {}));
});
