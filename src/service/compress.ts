/** `POST /compress`: a Zstandard frame, or a container, of what the request brings. S42, S43 */

import type { Context, Hono } from "hono";
import { LEVEL_MAX, LEVEL_MIN } from "../../assembly/common/limits.js";
import type { CompressOptions } from "../api/options.js";
import type { BlockEngine } from "../container/codec.js";
import { writeContainer } from "../container/writer.js";
import { answer, type Facts, wholeAnswer } from "./answer.js";
import { gather, WHOLE_MAX } from "./body.js";
import { withExtension } from "./file-name.js";
import { type Choices, choose, FORMATS, type Format, TYPES } from "./formats.js";
import { oneOf, parameters, wholeNumber } from "./parameters.js";
import type { Service } from "./service.js";
import { type Task, work } from "./task.js";
import { openUpload, type Upload } from "./upload.js";

const NAMES = ["level", "checksum", "format"] as const;

/** Blocks of one container in work at a time: one request does not take all of a pool. */
const CONCURRENCY = 4;

interface Settings {
  format: Format;
  options: CompressOptions;
}

export function addCompress(app: Hono, service: Service): void {
  app.post("/compress", (c) => handle(c, service));
}

async function handle(c: Context, service: Service): Promise<Response> {
  const query = parameters(c, ...NAMES);
  settingsOf(query);
  return await work(c, service, "compress", async (task) => {
    const upload = await openUpload(task, ...NAMES);
    const { format, options } = settingsOf(choose(query, upload.fields));
    const facts: Facts = {
      direction: "compress",
      type: TYPES[format],
      fileName: withExtension(upload.fileName, `.${format}`),
      input: upload.length,
      output: undefined,
      inputSoFar: () => upload.taken(),
    };
    return format === "zst" ? await frame(task, upload, options, facts) : await container(task, upload, options, facts);
  });
}

function settingsOf(choices: Choices<(typeof NAMES)[number]>): Settings {
  const level = wholeNumber(choices.level, "level", LEVEL_MIN, LEVEL_MAX);
  const checksum = oneOf(choices.checksum, "checksum", ["true", "false"]);
  const format = oneOf(choices.format, "format", FORMATS) ?? "zst";
  return { format, options: { level, checksum: checksum === undefined ? undefined : checksum === "true" } };
}

/** A short body in one call. Of a longer one with a known length the frame has the same bytes as that call would make. */
async function frame(task: Task, upload: Upload, options: CompressOptions, facts: Facts): Promise<Response> {
  const { engine } = task.service;
  const { signal } = task;
  let { pieces } = upload;
  if (upload.length === undefined || upload.length <= WHOLE_MAX) {
    const { whole, rest } = await gather(pieces, WHOLE_MAX);
    if (whole !== undefined)
      return await wholeAnswer(task, await engine.compress(whole, { ...options, signal }), facts);
    pieces = rest;
  }
  return await answer(task, engine.compressor({ ...options, contentSize: upload.length, signal }).over(pieces), facts);
}

/** A container, whose META has the seal of the engine. */
async function container(task: Task, upload: Upload, options: CompressOptions, facts: Facts): Promise<Response> {
  const engine: BlockEngine = task.service.engine;
  const { signal } = task;
  return await answer(
    task,
    writeContainer(upload.pieces, { ...options, engine, signal, concurrency: CONCURRENCY }),
    facts,
  );
}
