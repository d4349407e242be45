/** `POST /compress/decompress`: the content of Zstandard data, or of a container that was verified first. S42, T18 */

import type { Context, Hono } from "hono";
import type { DecompressOptions } from "../api/options.js";
import type { BlockEngine } from "../container/codec.js";
import { H4mkReader } from "../container/reader.js";
import { declaredSize } from "../engine/frame-header.js";
import { answer, type Facts, wholeAnswer } from "./answer.js";
import { gather, resumed, WHOLE_MAX } from "./body.js";
import type { ServiceEngine } from "./engine.js";
import { withoutExtension } from "./file-name.js";
import { choose, FORMATS, type Format } from "./formats.js";
import { oneOf, parameters } from "./parameters.js";
import { Problem } from "./problem.js";
import type { Service } from "./service.js";
import { type Task, work } from "./task.js";
import { openUpload, type Upload } from "./upload.js";

type Pieces = AsyncGenerator<Uint8Array, void, undefined>;

const EXTENSIONS = [".zst", ".zstd", ".h4mk"];

/** What a container begins with: no Zstandard frame does. H4MK.md */
const MAGIC = [0x48, 0x34, 0x4d, 0x4b];

/** Output up to which no ratio is judged: what bombs are made of has a high one, but so has a short file of zeros. */
const RATIO_FROM = 1 << 20;

export function addDecompress(app: Hono, service: Service): void {
  app.post("/compress/decompress", (c) => handle(c, service));
}

async function handle(c: Context, service: Service): Promise<Response> {
  const query = parameters(c, "format");
  oneOf(query.format, "format", FORMATS);
  return await work(c, service, "decompress", async (task) => {
    const upload = await openUpload(task, "format");
    const given = oneOf(choose(query, upload.fields).format, "format", FORMATS);
    const { format, pieces } = given === undefined ? await recognise(upload.pieces) : { format: given, ...upload };
    const facts: Facts = {
      direction: "decompress",
      type: "application/octet-stream",
      fileName: withoutExtension(upload.fileName, EXTENSIONS),
      input: upload.length,
      output: undefined,
      inputSoFar: () => upload.taken(),
    };
    return format === "zst" ? await frames(task, upload, pieces, facts) : await container(task, pieces, facts);
  });
}

/** Which format it is, by the bytes that it begins with, and all of it again. */
async function recognise(pieces: Pieces): Promise<{ format: Format; pieces: Pieces }> {
  const first: Uint8Array[] = [];
  const head: number[] = [];
  while (head.length < MAGIC.length) {
    const { done, value } = await pieces.next();
    if (done) break;
    first.push(value);
    head.push(...value.subarray(0, MAGIC.length - head.length));
  }
  const format = head.length === MAGIC.length && MAGIC.every((byte, i) => head[i] === byte) ? "h4mk" : "zst";
  return { format, pieces: resumed(first, pieces) };
}

/** A short body that says it has a short content in one call; all else piece by piece, whatever it claims. */
async function frames(task: Task, upload: Upload, pieces: Pieces, facts: Facts): Promise<Response> {
  const { engine, limits } = task.service;
  const { signal } = task;
  const options = { maxOutput: limits.output, windowLogMax: limits.windowLog };
  if (upload.length === undefined || upload.length <= WHOLE_MAX) {
    const { whole, rest } = await gather(pieces, WHOLE_MAX);
    if (whole !== undefined) {
      const output = declaredSize(whole);
      if (output !== undefined) {
        checkSize(output, whole.length, task);
        if (output <= WHOLE_MAX) {
          return await wholeAnswer(task, await engine.decompress(whole, { ...options, signal }), facts);
        }
      }
      pieces = resumed([whole], pieces);
      facts = { ...facts, input: upload.taken(), output };
    } else pieces = rest;
  }
  const output = engine.decompressor({ ...options, signal }).over(pieces);
  return await answer(task, bounded(output, task, upload), facts);
}

/** Refuses a size, known beforehand, that is over a limit. */
function checkSize(output: number, input: number, { service }: Task): void {
  const { output: limit } = service.limits;
  if (output > limit) {
    throw new Problem(413, "OUTPUT_LIMIT", `The content has ${output} bytes, ${limit} are given out`, {
      got: output,
      limit,
    });
  }
  checkRatio(output, input, service);
}

function checkRatio(output: number, input: number, { limits: { ratio: limit } }: Service): void {
  const got = Math.ceil(output / Math.max(input, 1));
  if (output <= RATIO_FROM || got <= limit) return;
  throw new Problem(422, "RATIO_LIMIT", `The content is more than ${limit} times as long as the data`, { got, limit });
}

/** `output`, as long as it is in proportion to what came in so far. */
async function* bounded(output: Pieces, { service }: Task, upload: Upload): Pieces {
  let length = 0;
  for await (const piece of output) {
    length += piece.length;
    checkRatio(length, upload.taken(), service);
    yield piece;
  }
}

/** All of a container is put down and verified, VERI and every leaf included, before the first byte of it leaves. */
async function container(task: Task, pieces: Pieces, facts: Facts): Promise<Response> {
  const { service, signal } = task;
  const { limits } = service;
  const spooled = await service.spool(pieces, signal);
  task.defer(() => spooled.discard());
  const engine = within(service.engine, limits.windowLog);
  const reader = await H4mkReader.openWith(
    spooled.source,
    { strict: true, engine, maxOutput: limits.output, cacheSize: 0, signal },
    true,
  );
  const output = reader.info.plainSize;
  if (output !== undefined) checkSize(output, spooled.size, task);
  const known = { ...facts, input: spooled.size, output, sized: true };
  return await answer(task, reader.stream(undefined, undefined, { signal }), known);
}

/** `engine`, decoding no larger windows than any request's data may have. */
export function within(engine: ServiceEngine, windowLogMax: number): BlockEngine {
  return {
    info: () => engine.info(),
    frameHeader: (bytes) => engine.frameHeader(bytes),
    compress: (data, options) => engine.compress(data, options),
    decompress: (data, options: DecompressOptions = {}) => engine.decompress(data, { ...options, windowLogMax }),
  };
}
