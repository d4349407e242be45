/** What a request brings: the body as it is, or the field `file` of a form, with the few values beside it. */

import { readBody } from "./body.js";
import { boundaryOf, MultipartError, type MultipartEvent, MultipartParser } from "./multipart.js";
import { invalid } from "./parameters.js";
import { Problem } from "./problem.js";
import type { Task } from "./task.js";

/** The field of a form that holds the file. */
const FILE = "file";
/** Bytes of any other field. */
const FIELD_MAX = 1024;

export interface Upload {
  readonly pieces: AsyncGenerator<Uint8Array, void, undefined>;
  /** Bytes that will come, where the client said so. */
  readonly length: number | undefined;
  /** Fields of a form that came before the file; those behind it are refused. */
  readonly fields: ReadonlyMap<string, string>;
  /** As the client wrote it: to be cleaned before it is used. */
  readonly fileName: string | undefined;
  /** Bytes of `pieces` that were handed out so far. */
  taken(): number;
}

/** An upload whose pieces are counted. */
function counted(pieces: AsyncGenerator<Uint8Array, void, undefined>, rest: Omit<Upload, "pieces" | "taken">): Upload {
  let taken = 0;
  async function* counting(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of pieces) {
      taken += piece.length;
      yield piece;
    }
  }
  return { ...rest, pieces: counting(), taken: () => taken };
}

type Events = AsyncGenerator<MultipartEvent, void, undefined>;

/**
 * The upload of a request, of whose form `known` may be fields beside `file`. Any Content-Type that is not a form is
 * taken as it is.
 *
 * @throws Problem `MEDIA_TYPE`, `BODY_MALFORMED`, `REQUEST_INVALID`, and those of `readBody`
 */
export async function openUpload(task: Task, ...known: string[]): Promise<Upload> {
  const type = task.c.req.header("content-type") ?? "";
  if (!/^\s*multipart\//i.test(type)) {
    const text = task.c.req.header("content-length");
    const length = text === undefined ? undefined : Number(text);
    return counted(readBody(task), { length, fields: new Map(), fileName: undefined });
  }
  const boundary = boundaryOf(type);
  if (boundary === undefined) {
    throw new Problem(415, "MEDIA_TYPE", "Of multipart only form-data is taken, with its boundary", {
      limit: "multipart/form-data; boundary=...",
    });
  }
  return await openForm(eventsOf(readBody(task), boundary, task.service.limits.parts), known);
}

/** Each chunk is taken apart when the one before it is used up: what is read waits for what is worked at. */
async function* eventsOf(body: AsyncIterable<Uint8Array>, boundary: string, limit: number): Events {
  const parser = new MultipartParser(boundary);
  let parts = 0;
  try {
    for await (const chunk of body) {
      for (const event of parser.push(chunk)) {
        if (event.kind === "part" && ++parts > limit) {
          throw new Problem(413, "BODY_TOO_LARGE", `A form may have ${limit} parts`, { got: parts, limit });
        }
        yield event;
      }
    }
    parser.end();
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    throw new Problem(400, "BODY_MALFORMED", error.message, { cause: error });
  }
}

async function openForm(events: Events, known: string[]): Promise<Upload> {
  const fields = new Map<string, string>();
  for (;;) {
    const { done, value: event } = await events.next();
    if (done) throw new Problem(400, "BODY_MALFORMED", `The form has no field "${FILE}"`, { limit: FILE });
    if (event.kind !== "part") continue;
    const { name, fileName } = event;
    if (name === FILE) return counted(fileOf(events), { length: undefined, fields, fileName });
    if (!known.includes(name)) {
      const limit = [...known, FILE].join(", ");
      throw invalid(`There is no field of this name; there are: ${limit}`, name, limit);
    }
    if (fields.has(name)) throw invalid(`The field ${name} is there twice`, name, 1);
    fields.set(name, await fieldValue(events, name));
  }
}

async function fieldValue(events: Events, name: string): Promise<string> {
  const decoder = new TextDecoder();
  let value = "";
  let length = 0;
  for (;;) {
    const { value: event } = await events.next();
    // A form that breaks off has thrown: a part always ends.
    if (event?.kind !== "data") return value + decoder.decode();
    length += event.bytes.length;
    if (length > FIELD_MAX) throw invalid(`The field ${name} may have ${FIELD_MAX} bytes`, name, FIELD_MAX);
    value += decoder.decode(event.bytes, { stream: true });
  }
}

/** The content of the file. It ends when all of the form was read, so that what is wrong behind it counts as well. */
async function* fileOf(events: Events): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const event of events) {
    if (event.kind === "data") yield event.bytes;
    if (event.kind === "part") {
      throw invalid(`The field "${FILE}" must be the last one`, event.name, FILE);
    }
  }
}
