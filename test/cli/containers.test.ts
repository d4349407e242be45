/** Containers on the command line: over HTTP by range requests, from elsewhere, and when the work is interrupted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { H4mkReader, writeContainer } from "../../src/container.js";
import { gather, runLengthChunks, utf8, withVeri } from "../container/containers.js";
import { expectBytes } from "../support/expect-bytes.js";
import { inMemory, type RangeServer, serveRanges } from "../support/range-server.js";
import { ended, type Start, scratch, runH4 as start, startH4 } from "./h4.js";
import { logLines } from "./log-lines.js";

/** Enough that the end, which an opening fetches, is a small part of it. */
const CONTENT = Buffer.concat([...logLines(3 << 20)]);
const BLOCK_SIZE = 1 << 16;

let space: ReturnType<typeof scratch>;
beforeEach(() => {
  space = scratch();
});
afterEach(() => space.remove());
const run = (args: readonly string[], more: Start = {}) => start(args, { cwd: space.path, ...more });
const unfinished = () => readdirSync(space.path).filter((name) => name.endsWith(".tmp"));

describe("a URL", () => {
  let container: Uint8Array;
  let server: RangeServer;
  beforeAll(async () => {
    const seek = [{ pts: 5, offset: 1_000_000 }];
    container = await gather(writeContainer(CONTENT, { blockSize: BLOCK_SIZE, seek }));
    server = await serveRanges(inMemory(container));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
    server.served = inMemory(container);
    server.misbehave = undefined;
  });
  const fetched = () => server.requests.reduce((sum, { sent }) => sum + sent, 0);

  test("a range is fetched by its end and its block, whatever the size of the container", async () => {
    const { stdout, stderr, code } = await run(["unpack", server.url, "--range", "1000000-1000099"]);
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toEqual(CONTENT.subarray(1_000_000, 1_000_100));
    expect(server.requests.length).toBeLessThanOrEqual(3);
    expect(fetched()).toBeLessThan((64 << 10) + 2 * BLOCK_SIZE);
  });

  test("all of it goes to the current folder, under the last part of its path", async () => {
    expect((await run(["unpack", "-q", server.url])).stderr).toBe("");
    expectBytes(readFileSync(join(space.path, "file")), CONTENT);
    expect(fetched()).toBeLessThan(container.length + (130 << 10)); // not twice
  });

  test.each(["%2e%2e%2fout.h4mk", "out.h4mk%2f..", "%ff.h4mk", "/", "..", ".h4mk", "a%00.h4mk"])(
    "a server cannot choose a name outside of the folder: /%s",
    async (path) => {
      mkdirSync(join(space.path, "inner"));
      const { stderr, code } = await run(["unpack", new URL(path, server.url).href], {
        cwd: join(space.path, "inner"),
      });
      expect([code, stderr]).toEqual([1, expect.stringMatching(/\(FILE_SUFFIX\)\n$/)]);
      expect(readdirSync(space.path)).toEqual(["inner"]);
      expect(readdirSync(join(space.path, "inner"))).toEqual([]);
    },
  );

  test("verify, inspect, seek and check read it as they read a file", async () => {
    const { root } = (await H4mkReader.open(container)).info;
    const verify = await run(["verify", server.url, "--root", root!, "--json"]);
    expect(verify.code).toBe(0);
    expect(JSON.parse(verify.stdout.toString())).toMatchObject({ ok: true, container: { root, authenticated: false } });
    expect((await run(["inspect", server.url])).code).toBe(0);
    const seek = await run(["seek", "--json", server.url, "6"]);
    expect(JSON.parse(seek.stdout.toString())).toMatchObject({ pts: 5, offset: 1_000_000, block: 15 });
    expect((await run(["check", server.url])).stdout.toString()).toContain("✅ VERI matches prior chunks");
  });

  test("a block that was changed on the server is refused, and nothing is left", async () => {
    const forged = container.slice();
    forged[container.length >> 1]! ^= 1;
    server.served = inMemory(forged);
    const { code, stderr } = await run(["unpack", server.url]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\(CONTAINER_(CRC|LEAF)\)\n$/)]);
    expect(readdirSync(space.path)).toEqual([]);
    expect((await run(["verify", server.url])).code).toBe(1);
  });

  test("a server without ranges, and none at all", async () => {
    server.misbehave = (_request, response) => {
      response.writeHead(200, { "content-length": 4 }).end("H4MK");
      return true;
    };
    for (const command of ["unpack", "verify", "inspect", "check"]) {
      const { code, stdout, stderr } = await run([command, server.url]);
      expect([command, code]).toEqual([command, 1]);
      expect(`${stdout}${stderr}`).toContain("(SOURCE_RANGE_IGNORED)");
    }
    const { code, stderr } = await run(["unpack", "http://127.0.0.1:1/none.h4mk"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\(SOURCE_UNREACHABLE\)\n$/)]);
  });
});

test("a version 1 container from elsewhere, run-length blocks and no index, is read by every command", async () => {
  const blocks = [utf8("a\x03b\x02"), new Uint8Array(0), Uint8Array.of(0, 255)];
  writeFileSync(join(space.path, "old.h4mk"), withVeri(...runLengthChunks(...blocks)));
  expect((await run(["test", "old.h4mk"])).stdout.toString()).toBe("old.h4mk: ok, 260 bytes\n");
  expect((await run(["unpack", "old.h4mk"])).code).toBe(0);
  expect(readFileSync(join(space.path, "old"))).toEqual(Buffer.from(`aaabb${"\0".repeat(255)}`));
  const list = JSON.parse((await run(["list", "--json", "old.h4mk"])).stdout.toString());
  expect(list).toMatchObject({ frames: 3, uncompressed: 260, window: null, check: "VERI" });
  const inspect = JSON.parse((await run(["inspect", "--json", "old.h4mk"])).stdout.toString());
  expect(inspect).toMatchObject({
    ok: true,
    container: { indexed: false, root: null },
    integrity: { outcome: "passed" },
  });
  const verify = await run(["verify", "old.h4mk", "--root", "0".repeat(64)]);
  expect([verify.code, verify.stdout.toString()]).toEqual([1, expect.stringContaining("(CONTAINER_UNINDEXED)")]);
  for (const more of [
    ["unpack", "--zst", "-o", "x"],
    ["sign", "-o", "x", "--key", "key.pem"],
  ]) {
    await run(["keygen", "-f", "-o", "key.pem"]);
    const { code, stderr } = await run([...more, "old.h4mk"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\(CONTAINER_(CODEC|UNINDEXED)\)\n$/)]);
  }
  expect(existsSync(join(space.path, "x"))).toBe(false);
});

/** Waits until an unfinished file is there. */
async function begun(): Promise<void> {
  for (let tries = 0; unfinished().length === 0; tries++) {
    if (tries === 1000) throw new Error("it never began to write");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("T33: SIGINT leaves nothing half-written", () => {
  test("of pack", async () => {
    const child = startH4(["pack", "-", "-o", "out.h4mk"], { cwd: space.path });
    const end = ended(child);
    child.stdin!.on("error", () => undefined);
    child.stdin!.write(CONTENT);
    await begun();
    child.kill("SIGINT");
    expect(await end).toMatchObject({ code: 130, stderr: "" });
    expect(readdirSync(space.path)).toEqual([]);
  });

  test("of unpack, which waits for a server", async () => {
    const server = await serveRanges(inMemory(await gather(writeContainer(CONTENT, { blockSize: BLOCK_SIZE }))));
    server.misbehave = () => server.requests.length > 0; // the end of the file, and then silence
    const child = startH4(["unpack", server.url], { cwd: space.path });
    const end = ended(child);
    await begun();
    child.kill("SIGINT");
    expect(await end).toMatchObject({ code: 130, stderr: "" });
    expect(readdirSync(space.path)).toEqual([]);
    await server.close();
  });
});

test("a file that changes its length while it is packed is refused, and nothing is left", async () => {
  const file = join(space.path, "log");
  writeFileSync(file, Buffer.concat([...logLines(24 << 20)]));
  const child = startH4(["pack", "-9", "log"], { cwd: space.path });
  const end = ended(child);
  await begun();
  writeFileSync(file, "");
  const { code, stderr } = await end;
  expect(stderr).toMatch(/^h4: log: .*\(CONTENT_SIZE_MISMATCH\)\n$/);
  expect(code).toBe(1);
  expect(readdirSync(space.path)).toEqual(["log"]);
});
