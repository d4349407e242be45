/** The page without a network, and as plain files below a path: exactly one build at a time, whatever a server does. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { killAll, serve as serveH4 } from "../service/served.js";
import { zstd } from "../service/zstd.js";
import { CHROMIUM_ARGS, findChromium } from "../support/chromium.js";
import { Visit } from "../support/page-visit.js";
import { type StaticServer, serve } from "../support/static-server.js";

const WEB = resolve(import.meta.dirname, "../../dist/web");
const DATA = { name: "notes.txt", buffer: Buffer.from("nothing but notes, and notes about notes\n".repeat(200)) };

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] });
});
afterAll(async () => {
  await browser?.close();
  killAll();
});

/** The digests that the service worker of `folder` has. */
function kept(folder: string): Record<string, string> {
  const [, files] = /\{(".\/":"sha256-[^}]*)\}/.exec(readFileSync(join(folder, "sw.js"), "utf8"))!;
  return JSON.parse(`{${files}}`) as Record<string, string>;
}

function digest(bytes: Uint8Array): string {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
}

async function compresses(visit: Visit): Promise<void> {
  await visit.choose(DATA);
  await visit.press("Compress");
  const packed = await visit.download("notes.txt.zst");
  expect((await zstd(["-d", "-c"], packed)).equals(DATA.buffer)).toBe(true);
}

test("the list of the service worker is what lies there, and all that the page loads", () => {
  const files = kept(WEB);
  for (const [name, integrity] of Object.entries(files)) {
    expect(digest(readFileSync(join(WEB, name === "./" ? "index.html" : name))), name).toBe(integrity);
  }
  // What is left over is of entries that the page does not use.
  const others = readdirSync(WEB).filter((name) => name !== "index.html" && files[name] === undefined);
  expect(new Set(others.map((name) => name.replace(/-[\w-]{8}\.js$/, "")))).toEqual(
    new Set([
      "decoder-artifact",
      "decoder-pins",
      "decompress.js",
      "dictionary.js",
      "hash-fallback",
      "service.js",
      "sw.js",
      "text",
      "view.js",
    ]),
  );
});

test("S68: a page of the service opens and works after the service has ended; no answer of it was kept", async () => {
  const served = await serveH4();
  const visit = await Visit.to(browser, served.url);
  const { page, context } = visit;
  await page.getByText(/From your next visit on this page works without a network/).waitFor();
  await page.evaluate(() => fetch("compress/info"));
  await page.reload();
  await page.getByText(/^This page works without a network/).waitFor();
  await page.evaluate(() => fetch("compress/info"));
  await served.stop();
  await page.reload();
  await visit.ready();
  await compresses(visit);
  expect(await page.evaluate(() => fetch("compress/info").then(String, () => "no answer"))).toBe("no answer");
  const addresses = await page.evaluate(async () => {
    const all: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) all.push(url);
    }
    return all;
  });
  const names = Object.keys(kept(WEB)).map((name) => new URL(name, `${served.url}/`).href);
  expect(addresses.sort()).toEqual(names.sort());
  const asked = visit.complaints.splice(0).filter((text) => !/ERR_CONNECTION_REFUSED|service worker/i.test(text));
  expect(asked).toEqual([]);
  await context.close();
});

describe("as plain files below a path", () => {
  let folder: string;
  let server: StaticServer;
  let visit: Visit;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "h4-static-"));
    cpSync(WEB, join(folder, "tools/h4"), { recursive: true });
    server = await serve(folder);
  });
  afterEach(async () => {
    await visit.context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string) => join(folder, "tools/h4", name);
  const change = (name: string, edit: (text: string) => string) =>
    writeFileSync(at(name), edit(readFileSync(at(name), "utf8")));

  /** What a later build differs in: `edit` in the style, its digest, and the id. */
  function rebuild(id: string, { honest = true } = {}): void {
    const before = kept(at(""));
    change("style.css", (text) => `${text}/* ${id} */`);
    change("index.html", (text) => text.replace(/(name="build" content=")[^"]*/, `$1${id}`));
    change("sw.js", (text) => {
      let edited = text.replace(/(=")[0-9a-f]{16}(")/, `$1${id}$2`);
      for (const [key, name] of [
        ["./", "index.html"],
        ["style.css", "style.css"],
      ] as const) {
        if (honest || key === "./") edited = edited.replace(before[key]!, digest(readFileSync(at(name))));
      }
      return edited;
    });
  }

  const build = () => visit.page.locator('meta[name="build"]').getAttribute("content");
  const open = async () => {
    visit = await Visit.to(browser, `${server.origin}/tools/h4/`);
    await visit.page.getByText(/From your next visit/).waitFor();
    await visit.page.reload();
    await visit.ready();
  };

  test("works, asks for nothing above it, and is kept; a newer build is offered and taken as a whole", async () => {
    await open();
    await compresses(visit);
    const first = await build();
    rebuild("0123456789abcdef");
    await visit.page.reload();
    // The build before, all of it: the newer one waits.
    expect(await build()).toBe(first);
    await visit.page.getByText("A newer version of this page is ready.").waitFor();
    const other = await visit.context.newPage();
    await other.goto(`${server.origin}/tools/h4/`);
    await visit.press("Use it");
    await visit.page.getByText("Close the other tabs").waitFor();
    await other.close();
    await visit.press("Use it");
    await expect.poll(build).toBe("0123456789abcdef");
    await visit.ready();
    expect(await visit.page.evaluate(() => caches.keys())).toEqual([
      `harmony4 page ${server.origin}/tools/h4/ 0123456789abcdef`,
    ]);
    expect(
      visit.asked.filter((url) => !url.startsWith(`${server.origin}/tools/h4/`) && !url.startsWith("blob:")),
    ).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  test("a file that is not the one of its build is never kept: the build before goes on", async () => {
    await open();
    const first = await build();
    rebuild("fedcba9876543210", { honest: false });
    const end = await visit.page.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration())!;
      return await new Promise((resolve) => {
        registration.addEventListener("updatefound", () => {
          const installing = registration.installing!;
          installing.addEventListener("statechange", () => resolve(installing.state));
        });
        void registration.update();
      });
    });
    expect(end).toBe("redundant");
    await visit.page.reload();
    await visit.ready();
    expect(await build()).toBe(first);
    expect(await visit.page.getByText("A newer version").count()).toBe(0);
  });

  test("at a first visit it is then not kept, and the page says so", async () => {
    change("style.css", (text) => `${text}/* another */`);
    visit = await Visit.to(browser, `${server.origin}/tools/h4/`);
    await visit.page.getByText("This page needs the network to open: a file was not the one of this build.").waitFor();
    expect(await visit.page.evaluate(() => caches.keys())).toEqual([]);
  });

  test("a document of another build than what keeps the page is refused, and nothing runs", async () => {
    await open();
    await visit.page.evaluate(async () => {
      const cache = await caches.open((await caches.keys())[0]!);
      const text = await (await cache.match("./"))!.text();
      const other = text.replace(/(name="build" content=")[^"]*/, "$10000000000000000");
      await cache.put("./", new Response(other, { headers: { "content-type": "text/html; charset=utf-8" } }));
    });
    await visit.page.reload();
    await visit.page.getByText(/nothing runs: The page is of build 0{16} and its offline copy of build/).waitFor();
    expect(await visit.page.getByRole("button", { name: "Compress", exact: true }).isDisabled()).toBe(true);
  });
});
