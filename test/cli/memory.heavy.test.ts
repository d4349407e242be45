/** Gigabytes through a pipe: the memory of either process stays where the first megabytes left it. */
import { createHash, type Hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { ended, scratch, startH4 } from "./h4.js";
import { logLines } from "./log-lines.js";

/** `H4_STREAM_GB=10` runs the size that the issue asks for; 2 are more than any buffer that could grow would hide. */
const GIGABYTES = Number(process.env.H4_STREAM_GB ?? 2);
/** Of resident memory, a process. */
const LIMIT_MIB = 128;
/** Containers have blocks of 1 MiB in work, and what was read ahead for them, until it is collected. */
const CONTAINER_LIMIT_MIB = 192;

/** The most resident memory that a process ever had, in MiB, read from /proc until it has ended. */
function watchMemory(pid: number): () => number {
  let peak = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // it has ended
    }
  };
  const timer = setInterval(look, 50);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** `chunks` as they are, and each of them into `hash`. */
function* hashed(chunks: Iterable<Buffer>, hash: Hash): Generator<Buffer> {
  for (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

test(`${GIGABYTES} GB | h4 compress - | h4 decompress - in under ${LIMIT_MIB} MiB a process`, async () => {
  const bytes = GIGABYTES * 1e9;
  const compress = startH4(["compress", "-"]);
  const decompress = startH4(["decompress", "-"]);
  const [compressPeak, decompressPeak] = [watchMemory(compress.pid!), watchMemory(decompress.pid!)];
  const given = createHash("sha256");
  const got = createHash("sha256");
  let packed = 0;
  let returned = 0;
  compress.stdout!.on("data", (chunk: Buffer) => {
    packed += chunk.length;
  });
  const ends = Promise.all([ended(compress, { stdout: false }), ended(decompress, { stdout: false })]);
  await Promise.all([
    pipeline(Readable.from(hashed(logLines(bytes), given)), compress.stdin!),
    pipeline(compress.stdout!, decompress.stdin!),
    (async () => {
      for await (const chunk of decompress.stdout! as AsyncIterable<Buffer>) {
        returned += chunk.length;
        got.update(chunk);
      }
    })(),
  ]);
  const peaks = { compress: Math.round(compressPeak()), decompress: Math.round(decompressPeak()) };
  process.stderr.write(`${GIGABYTES} GB as ${(packed / 1e9).toFixed(2)} GB; peaks in MiB: ${JSON.stringify(peaks)}\n`);
  expect(await ends).toMatchObject([
    { code: 0, stderr: "" },
    { code: 0, stderr: "" },
  ]);
  expect(returned).toBe(bytes);
  expect(got.digest("hex")).toBe(given.digest("hex"));
  expect(peaks.compress).toBeGreaterThan(20); // it was watched
  expect(peaks.compress).toBeLessThan(LIMIT_MIB);
  expect(peaks.decompress).toBeLessThan(LIMIT_MIB);
});

test(`${GIGABYTES} GB | h4 pack -, then h4 unpack, in under ${CONTAINER_LIMIT_MIB} MiB a process`, async () => {
  const bytes = GIGABYTES * 1e9;
  const space = scratch();
  const file = join(space.path, "large.h4mk");
  const [given, got] = [createHash("sha256"), createHash("sha256")];
  const pack = startH4(["pack", "-", "-o", file]);
  const packPeak = watchMemory(pack.pid!);
  const packed = ended(pack);
  await pipeline(Readable.from(hashed(logLines(bytes), given)), pack.stdin!);
  expect(await packed).toMatchObject({ code: 0 });
  const unpack = startH4(["unpack", "-c", file]);
  const unpackPeak = watchMemory(unpack.pid!);
  const unpacked = ended(unpack, { stdout: false });
  for await (const chunk of unpack.stdout! as AsyncIterable<Buffer>) got.update(chunk);
  expect(await unpacked).toMatchObject({ code: 0, stderr: "" });
  const peaks = { pack: Math.round(packPeak()), unpack: Math.round(unpackPeak()) };
  const size = (statSync(file).size / 1e9).toFixed(2);
  process.stderr.write(`${GIGABYTES} GB as ${size} GB; peaks in MiB: ${JSON.stringify(peaks)}\n`);
  space.remove();
  expect(got.digest("hex")).toBe(given.digest("hex"));
  expect(peaks.pack).toBeGreaterThan(20); // it was watched
  expect(peaks.pack).toBeLessThan(CONTAINER_LIMIT_MIB);
  expect(peaks.unpack).toBeLessThan(CONTAINER_LIMIT_MIB);
});
