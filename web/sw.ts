/**
 * The service worker: the page without a network. It keeps exactly the files of one build, each held against its digest
 * before it is kept, and gives a page nothing of another build. Answers of the service are none of its business.
 */

/** Of one build: its id, and the files by the name that they have beside the page, as `integrity` wants them. */
interface Build {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Put before this script when it is bundled. */
declare const BUILD: Build;

// The types of a service worker clash with those of a page, which the others of this folder need.
interface Extendable extends Event {
  waitUntil(until: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Heard extends Extendable {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { matchAll(options: { includeUncontrolled: boolean }): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(type: "message", listener: (event: Heard) => void): void;
}

const worker = globalThis as unknown as Scope;
const { scope } = worker.registration;

/** An origin may have several pages, each with caches of its own. */
const PREFIX = `harmony4 page ${scope} `;
const CACHE = `${PREFIX}${BUILD.id}`;

/** The digests by address. The document has two: that of its folder, and its name. */
const DIGESTS = new Map(Object.entries(BUILD.files).map(([name, digest]) => [new URL(name, scope).href, digest]));
const DOCUMENT = new URL("./", scope).href;
const ALIAS = new URL("index.html", scope).href;

worker.addEventListener("install", (event) => event.waitUntil(keepAll()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
worker.addEventListener("fetch", (event) => {
  const address = event.request.url.replace(/#.*$/, "");
  const known = address === ALIAS ? DOCUMENT : address;
  if (event.request.method === "GET" && DIGESTS.has(known)) event.respondWith(give(known));
});
worker.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data === "build") port?.postMessage(BUILD.id);
  if (event.data === "replace") event.waitUntil(replace(port));
});

/** All files or none: with one that differs this build is not installed, and the one before goes on. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all([...DIGESTS.keys()].map(async (address) => cache.put(address, await load(address))));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** A file of this build and no other: the browser compares the digest, and fails for another. */
async function load(address: string): Promise<Response> {
  const response = await fetch(address, { integrity: DIGESTS.get(address)!, cache: "no-cache", redirect: "error" });
  if (response.status !== 200) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** What was kept; what a browser threw away meanwhile is loaded again, and is of this build or fails. */
async function give(address: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? (await load(address));
}

/** Takes the place of the build before, unless another page is open, which would then get files of two builds. */
async function replace(port: MessagePort | undefined): Promise<void> {
  const open = await worker.clients.matchAll({ includeUncontrolled: true });
  const alone = open.length <= 1;
  port?.postMessage(alone);
  if (alone) await worker.skipWaiting();
}
