/**
 * `POST /container/inspect` and `POST /container/verify`: what is in a container, and the verdicts on it. S44, S47, T16
 *
 * A damaged container, or what is none at all, is an answer like any other: 200 with `ok: false` and the reason. The
 * status says whether the question was answered, and a refusal of it is never taken for one of the container.
 */

import type { Context, Hono } from "hono";
import { H4Error } from "../api/errors.js";
import { json } from "../container/json.js";
import { describeInspection, describeVerification, findChunks, timelineOf } from "../container/report.js";
import { type VerifyOptions, verifyContainer } from "../container/verify.js";
import { parsePublicKey } from "../seal/keys.js";
import { ENGINE_ID, FINGERPRINT } from "../seal/pins.js";
import { within } from "./decompress.js";
import { type Choices, choose } from "./formats.js";
import { invalid, oneOf, parameters } from "./parameters.js";
import type { Service } from "./service.js";
import type { Spooled } from "./storage.js";
import { type Task, work } from "./task.js";
import { openUpload, type Upload } from "./upload.js";

/** Runs of chunks that an answer lists: a hostile container has one for every 12 of its bytes. */
const RUNS_MAX = 1000;

const REQUIREMENTS = ["engine_id", "fingerprint", "root", "sealed", "key"] as const;
type Required = Choices<(typeof REQUIREMENTS)[number]>;

export function addContainers(app: Hono, service: Service): void {
  app.post("/container/inspect", (c) => inspect(c, service));
  app.post("/container/verify", (c) => verify(c, service));
}

async function inspect(c: Context, service: Service): Promise<Response> {
  parameters(c);
  return await work(c, service, "inspect", async (task) => {
    const upload = await openUpload(task);
    const { source } = await putDown(task, upload);
    const { signal } = task;
    const engine = within(service.engine, service.limits.windowLog);
    const found = await findChunks(source, { max: RUNS_MAX, signal });
    const verification = await verifyContainer(source, { engine, signal });
    const timeline = verification.info && (await timelineOf(source, engine, signal));
    const inspection = describeInspection(found, verification, timeline);
    return answer({ file: upload.fileName ?? null, ...inspection, chunks_cut: found.cut });
  });
}

async function verify(c: Context, service: Service): Promise<Response> {
  const query = parameters(c, ...REQUIREMENTS);
  await requirementsOf(query);
  return await work(c, service, "verify", async (task) => {
    const upload = await openUpload(task, ...REQUIREMENTS);
    const requirements = await requirementsOf(choose(query, upload.fields));
    const { source } = await putDown(task, upload);
    const engine = within(service.engine, service.limits.windowLog);
    const verification = await verifyContainer(source, { ...requirements, engine, signal: task.signal });
    return answer({ file: upload.fileName ?? null, ...describeVerification(verification) });
  });
}

/** All of the upload: a container is read from its end. */
async function putDown(task: Task, upload: Upload): Promise<Spooled> {
  const spooled = await task.service.spool(upload.pieces, task.signal);
  task.defer(() => spooled.discard());
  return spooled;
}

/** What is asked for. A value that is malformed, or empty, is refused: it must not lift the check. */
async function requirementsOf({ engine_id, fingerprint, root, sealed, key }: Required): Promise<VerifyOptions> {
  const given = oneOf(sealed, "sealed", ["true", "false"]);
  return {
    ...form("engineId", "engine_id", engine_id, ENGINE_ID, "1 to 128 of A-Z a-z 0-9 . _ + -"),
    ...form("fingerprint", "fingerprint", fingerprint, FINGERPRINT, "64 hexadecimal digits in lower case"),
    ...form("root", "root", root, FINGERPRINT, "64 hexadecimal digits in lower case"),
    ...(given === undefined ? {} : { sealed: given === "true" }),
    ...(key === undefined ? {} : { key: await publicKey(key) }),
  };
}

/** `value`, where it is there, as the option `option`. */
function form<Option extends string>(
  option: Option,
  name: string,
  value: string | undefined,
  pattern: RegExp,
  limit: string,
): { [key in Option]?: string } {
  if (value === undefined) return {};
  if (!pattern.test(value)) throw invalid(`${name} must be ${limit}`, value, limit);
  return { [option]: value } as { [key in Option]?: string };
}

async function publicKey(pem: string): ReturnType<typeof parsePublicKey> {
  try {
    return await parsePublicKey(pem);
  } catch (error) {
    if (!(error instanceof H4Error)) throw error;
    throw invalid(`key: ${error.message}`, pem, "an Ed25519 public key in PEM");
  }
}

/** Times of a timeline have 64 bits: their digits are all there, as integers. */
function answer(object: object): Response {
  return new Response(json(object), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
