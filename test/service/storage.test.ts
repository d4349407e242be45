/** Where the service keeps bytes: spools that leave nothing behind, and a directory that gives out only its own files. */

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, open, readdir, rename, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSource, readExactly } from "../../src/container/access.js";
import { memorySpool } from "../../src/service/memory-spool.js";
import { directoryStore, fileSpool } from "../../src/service/node-storage.js";
import type { Spool } from "../../src/service/storage.js";
import { gather } from "../container/containers.js";
import { openBelow } from "../support/descriptors.js";
import { expectBytes } from "../support/expect-bytes.js";
import { noise } from "../support/generators.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "harmony4-storage-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const CONTENT = noise(300_000);
const { signal } = new AbortController();

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const piece of all) yield await Promise.resolve(piece);
}

describe.each<[string, (limit?: number) => Spool]>([
  ["memorySpool", memorySpool],
  ["fileSpool", (limit) => fileSpool(folder, limit)],
])("%s", (_, make) => {
  test.each([
    ["nothing", []],
    ["one piece", [CONTENT]],
    ["many pieces, some empty", [CONTENT.subarray(0, 1), new Uint8Array(0), CONTENT.subarray(1)]],
  ])("gives %s back at any offset", async (_what, given) => {
    const spooled = await make()(pieces(...given), signal);
    const source = await openSource(spooled.source);
    expect(source.size).toBe(spooled.size);
    const all = given.length === 0 ? new Uint8Array(0) : CONTENT;
    expectBytes(await readExactly(source, 0, spooled.size), all);
    if (spooled.size > 0) expectBytes(await readExactly(source, 70_000, 5), CONTENT.subarray(70_000, 70_005));
    await spooled.discard();
  });

  test("T19: a body over its limit is BODY_TOO_LARGE, one of exactly that much is not", async () => {
    const refused = make(CONTENT.length - 1)(pieces(CONTENT), signal);
    await expect(refused).rejects.toMatchObject({ status: 413, code: "BODY_TOO_LARGE", limit: CONTENT.length - 1 });
    const taken = await make(CONTENT.length)(pieces(CONTENT), signal);
    expect(taken.size).toBe(CONTENT.length);
    await taken.discard();
  });

  test("an abort between pieces ends it with the reason", async () => {
    const controller = new AbortController();
    async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
      yield CONTENT;
      controller.abort(new Error("the client left"));
      yield await Promise.resolve(CONTENT);
    }
    await expect(make()(body(), controller.signal)).rejects.toThrow("the client left");
    expect(await readdir(folder)).toEqual([]);
    expect(openBelow(folder)).toEqual([]);
  });

  test("a body that fails leaves nothing", async () => {
    async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
      yield await Promise.resolve(CONTENT);
      throw new Error("broke off");
    }
    await expect(make()(body(), signal)).rejects.toThrow("broke off");
    expect(await readdir(folder)).toEqual([]);
    expect(openBelow(folder)).toEqual([]);
  });

  test.each([0, -1, Number.NaN, "1" as unknown as number])("refuses %s as a limit", (limit) => {
    expect(() => make(limit)).toThrow(/^limit must be/);
  });
});

describe("the files of fileSpool", () => {
  test("have no name that another process could open, and are gone when they are discarded", async () => {
    const spooled = await fileSpool(folder)(pieces(CONTENT), signal);
    const others = openBelow(folder);
    expect(others).toHaveLength(1);
    expect(others[0]).toContain("(deleted)");
    expect(await readdir(folder)).toEqual([]);
    await spooled.discard();
    expect(openBelow(folder)).toEqual([]);
  });

  test("a disk that is full is STORAGE_FULL, 507, and what was written is gone", async () => {
    // A limit of the kernel on the length of files, for this process and this moment: a disk that ends.
    const limit = (soft: string) => execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${soft}:`]);
    limit("65536");
    try {
      const refused = fileSpool(folder)(pieces(CONTENT), signal);
      await expect(refused).rejects.toMatchObject({ status: 507, code: "STORAGE_FULL" });
    } finally {
      limit("unlimited");
    }
    expect(await readdir(folder)).toEqual([]);
    expect(openBelow(folder)).toEqual([]);
  });

  test("a directory that is not there is a fault of the service, with its path in the cause alone", async () => {
    await expect(fileSpool(join(folder, "absent"))(pieces(CONTENT), signal)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("directoryStore", () => {
  /** The bytes of `name` from `start` up to `end`. */
  async function readFrom(name: string, start: number, end?: number): Promise<Uint8Array> {
    const file = (await (await directoryStore(folder)).open(name))!;
    try {
      return await gather(file.read(start, end ?? file.size) as unknown as AsyncIterable<Uint8Array>);
    } finally {
      await file.close();
    }
  }

  async function etagOf(name: string): Promise<string> {
    const file = (await (await directoryStore(folder)).open(name))!;
    await file.close();
    return file.etag;
  }

  test("gives regular files with their size, date and bytes", async () => {
    await writeFile(join(folder, "a.h4mk"), CONTENT);
    await utimes(join(folder, "a.h4mk"), 1_000_000, 1_000_000);
    const file = (await (await directoryStore(folder)).open("a.h4mk"))!;
    expect(file.size).toBe(CONTENT.length);
    expect(file.lastModified).toEqual(new Date(1_000_000_000));
    expect(file.etag).toMatch(/^"[0-9a-f]{32}"$/);
    await file.close();
    expectBytes(await readFrom("a.h4mk", 0), CONTENT);
    expectBytes(await readFrom("a.h4mk", 262_143, 262_146), CONTENT.subarray(262_143, 262_146));
    expect(openBelow(folder)).toEqual([]);
  });

  test("an empty file is one", async () => {
    await writeFile(join(folder, "empty.zst"), "");
    expect((await readFrom("empty.zst", 0)).length).toBe(0);
  });

  test("T21: nothing but regular files with a right name, directly in it", async () => {
    const outside = await mkdtemp(join(tmpdir(), "harmony4-outside-"));
    await writeFile(join(outside, "secret.h4mk"), CONTENT);
    await writeFile(join(folder, "a.h4mk"), CONTENT);
    for (const name of [".hidden.h4mk", "a.txt", "a.h4mk.part", "-a.h4mk", "a b.h4mk"])
      await writeFile(join(folder, name), CONTENT);
    await mkdir(join(folder, "folder.h4mk"));
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "sub/b.h4mk"), CONTENT);
    await symlink(join(outside, "secret.h4mk"), join(folder, "link.h4mk"));
    await symlink("a.h4mk", join(folder, "inner.h4mk"));
    await symlink("nowhere", join(folder, "broken.h4mk"));
    execFileSync("mkfifo", [join(folder, "pipe.h4mk")]);
    const socket = createServer().listen(join(folder, "socket.h4mk"));
    const store = await directoryStore(folder);
    for (const name of [
      ...[".hidden.h4mk", "a.txt", "a.h4mk.part", "-a.h4mk", "a b.h4mk", "folder.h4mk", "sub", "sub/b.h4mk"],
      ...["link.h4mk", "inner.h4mk", "broken.h4mk", "pipe.h4mk", "socket.h4mk", "absent.h4mk", "", ".", "..", "/"],
      ...[`../${outside.split("/").at(-1)}/secret.h4mk`, "..\\a.h4mk", "a.h4mk\0", "a.h4mk\n", "A.H4MK", "%61.h4mk"],
      `${"a".repeat(300)}.h4mk`,
    ]) {
      expect(await store.open(name), name).toBeUndefined();
    }
    socket.close();
    await rm(outside, { recursive: true });
    expect(openBelow(folder)).toEqual([]);
  });

  test("the ETag changes when the file is replaced, written to, or set back in time", async () => {
    const path = join(folder, "a.h4mk");
    await writeFile(path, "one");
    const tags = [await etagOf("a.h4mk")];
    expect(await etagOf("a.h4mk")).toBe(tags[0]);
    // The same length at once after it, by renaming: another file.
    await writeFile(join(folder, "next"), "two");
    await rename(join(folder, "next"), path);
    tags.push(await etagOf("a.h4mk"));
    await utimes(path, 1, 1);
    tags.push(await etagOf("a.h4mk"));
    // Past the tick of the kernel's clock; then the same length, into the same file, and set back as it was.
    await new Promise((resolve) => setTimeout(resolve, 25));
    await writeFile(path, "six");
    await utimes(path, 1, 1);
    tags.push(await etagOf("a.h4mk"));
    expect(new Set(tags).size).toBe(tags.length);
  });

  test("an open file stays what it was when its name is given to another", async () => {
    const path = join(folder, "a.h4mk");
    await writeFile(path, CONTENT);
    const file = (await (await directoryStore(folder)).open("a.h4mk"))!;
    await writeFile(join(folder, "next"), "another");
    await rename(join(folder, "next"), path);
    expectBytes(await gather(file.read(0, file.size) as unknown as AsyncIterable<Uint8Array>), CONTENT);
    await file.close();
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ["cut", (path) => truncate(path, 1000)],
    ["written to", (path) => writeFile(path, noise(CONTENT.length))],
  ])("a file that is %s while it is read comes to no end", async (_, change) => {
    const path = join(folder, "a.h4mk");
    await writeFile(path, CONTENT);
    await utimes(path, 1, 1);
    const file = (await (await directoryStore(folder)).open("a.h4mk"))!;
    const reader = file.read(0, file.size).getReader();
    expect((await reader.read()).done).toBe(false);
    await change(path);
    await expect(reader.read().then(() => reader.read())).rejects.toThrow("was written to");
    await file.close();
  });

  test("reads beyond 4 GiB", async () => {
    const path = join(folder, "large.h4mk");
    const handle = await open(path, "w");
    await handle.write(CONTENT, 0, 10, 5 * 2 ** 30);
    await handle.close();
    expectBytes(await readFrom("large.h4mk", 5 * 2 ** 30), CONTENT.subarray(0, 10));
  });

  test("a directory that is none is refused when the store is made", async () => {
    await expect(directoryStore(join(folder, "absent"))).rejects.toMatchObject({ code: "ENOENT" });
    await writeFile(join(folder, "file"), "");
    await expect(directoryStore(join(folder, "file"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});
