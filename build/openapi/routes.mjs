/** Every route of the service: what it takes, and every status that it answers with. */

import { createRoute, z } from "@hono/zod-openapi";
import { Alive, Attestation, Info, Inspection, Problem, Ready, Verification } from "./schemas.mjs";

const ZST = "application/zstd";
const H4MK = "application/vnd.harmony4.h4mk";
const BYTES = "application/octet-stream";

/** Raw bytes, as OpenAPI 3.1 says them: by their media type alone. */
const raw = (description) => ({ schema: z.unknown().openapi({ description }) });
const text = (description, example) => ({ schema: z.string().openapi({ description }), ...(example && { example }) });

const REQUEST_ID = z.string().openapi({ description: "Of this request, in the log too" });
const headers = (more = {}) =>
  z.object({
    ...Object.fromEntries(
      Object.entries(more).map(([name, description]) => [name, z.string().openapi({ description })]),
    ),
    "X-Request-Id": REQUEST_ID,
  });

/** Headers that are not in every answer of their status. */
const sometimes = (more, always = {}) => {
  const entries = Object.entries(more).map(([name, description]) => [
    name,
    z.string().optional().openapi({ description }),
  ]);
  return headers(always).extend(Object.fromEntries(entries));
};

const json = (description, schema, example) => ({
  description,
  headers: headers({ "Cache-Control": "no-store" }),
  content: { "application/json": { schema, ...(example && { example }) } },
});

/** Example of a problem by its status. */
const PROBLEMS = {
  400: ["REQUEST_INVALID", "Bad Request", "level must be a whole number from 1 to 19", { got: "99", limit: "1 to 19" }],
  401: ["UNAUTHORIZED", "Unauthorized", "A bearer token is needed", {}],
  404: ["NOT_FOUND", "Not Found", "There is no such container", {}],
  408: ["BODY_INCOMPLETE", "Request Timeout", "The body stood still for 30000 ms", { limit: 30000 }],
  412: ["PRECONDITION_FAILED", "Precondition Failed", "The resource is not the one that the request is for", {}],
  413: ["BODY_TOO_LARGE", "Content Too Large", "The body is longer than is taken", { limit: 1073741824 }],
  415: ["MEDIA_TYPE", "Unsupported Media Type", "Of multipart only form-data is taken, with its boundary", {}],
  416: [
    "RANGE_NOT_SATISFIABLE",
    "Range Not Satisfiable",
    "The container has 10 bytes, and none of those asked for",
    { limit: 10 },
  ],
  422: ["DATA_CORRUPT", "Unprocessable Content", "The data is not Zstandard", { offset: 0 }],
  429: ["CLIENT_LIMIT", "Too Many Requests", "A client may have 32 requests at a time", { limit: 32 }],
  500: ["INTERNAL", "Internal Server Error", "Something went wrong here; the log of the service says what", {}],
  503: ["QUEUE_FULL", "Service Unavailable", "No turn within 30000 ms", { limit: 30000 }],
  507: ["STORAGE_FULL", "Insufficient Storage", "There is no room for the body", {}],
};

const MEANINGS = {
  400: "A parameter, header, field or the form itself is malformed, not known, or there twice",
  401: "No valid bearer token. Only of a service that has one",
  404: "There is no such container",
  408: "The body stood still for too long",
  412: "The resource is not the one that If-Match or If-Unmodified-Since names",
  413: "The body or the output is longer than is allowed, or the form has too many parts",
  415: "The body has a Content-Encoding, or is multipart without being a form",
  416: "None of the ranges is in the container",
  422: "The data is damaged, or would cost more than is allowed: window, ratio",
  429: "This client has too much in work, or asks too often",
  500: "A defect of the service or of its machine",
  503: "Too many requests wait, the request took too long, or the engine ended. With Retry-After where it is worth it",
  507: "There is no room to put the body down",
};

const ALWAYS_WITH = {
  401: { "WWW-Authenticate": "The scheme: Bearer" },
  416: { "Content-Range": "The size: bytes */SIZE" },
  429: { "Retry-After": "Seconds" },
};
const SOMETIMES_WITH = {
  503: { "Retry-After": "Seconds" },
  412: { ETag: "Of the resource that there is" },
  415: { "Accept-Encoding": "identity" },
};

function problems(...statuses) {
  return Object.fromEntries(
    statuses.map((status) => {
      const [code, title, detail, more] = PROBLEMS[status];
      const example = { type: "about:blank", title, status, detail, code, error: detail, ...more };
      const always = { "Cache-Control": "no-store", ...ALWAYS_WITH[status] };
      return [
        status,
        {
          description: MEANINGS[status],
          headers: sometimes(SOMETIMES_WITH[status] ?? {}, always),
          content: { "application/problem+json": { schema: Problem, example } },
        },
      ];
    }),
  );
}

/** What any work may end with: that of a body, of its turn, of its time. */
const WORK = [400, 401, 408, 413, 415, 429, 500, 503];

const query = (name, schema, description, example) =>
  schema.optional().openapi({ param: { name, in: "query", description }, example });

const FORMAT = z.enum(["zst", "h4mk"]);
const BOOLEAN = z.enum(["true", "false"]);
const HEX256 = z.string().regex(/^[0-9a-f]{64}$/);

const form = (fields) =>
  z
    .strictObject({ ...fields, file: z.string().openapi({ format: "binary", description: "The last field" }) })
    .openapi({ description: "Each parameter is a field or in the query, not both; fields come before the file" });

const body = (types, fields) => ({
  required: true,
  description: "The bytes as they are, whatever the Content-Type, or the field file of a form",
  content: {
    ...Object.fromEntries(types.map((type) => [type, raw("The bytes")])),
    "multipart/form-data": { schema: form(fields) },
  },
});

const SIZES = {
  ETag: "Of an answer up to 1 MiB: strong, from the SHA-256 of its content. Of a longer one a trailer",
  "X-Compressed-Size": "Bytes on the compressed side, where certain at the start. Else a trailer",
  "X-Decompressed-Size": "Bytes on the plain side, where certain at the start. Else a trailer",
  "Content-Length": "Where the length is certain at the start",
  "Content-Disposition": "A name to save it under, where a form gave one",
  Trailer:
    "Which of these come as trailers, behind the content of an answer in chunks. The server of Node alone sends them",
};

const data = (description, ...types) => ({
  description: `${description}. Trailers: ETag, X-Compressed-Size, X-Decompressed-Size, those that the header does not have`,
  headers: sometimes(SIZES, { "Cache-Control": "no-store, no-transform" }),
  content: Object.fromEntries(types.map((type) => [type, raw("The bytes")])),
});

const compressFields = {
  level: z.string().regex(/^(?:[1-9]|1\d)$/),
  checksum: BOOLEAN,
  format: FORMAT,
};
const optional = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, schema.optional()]));

const requirements = {
  engine_id: z.string().regex(/^[A-Za-z0-9._+-]{1,128}$/),
  fingerprint: HEX256,
  root: HEX256,
  sealed: BOOLEAN,
  key: z.string(),
};

const validators = { ETag: "A strong validator", "Cache-Control": "Kept, and asked about before each use" };
const openly = { ...validators, "Access-Control-Allow-Origin": "*", "Last-Modified": "When the file was changed" };
const CONDITIONS = {
  "If-None-Match": "304 where the tag is among them",
  "If-Match": "412 where the tag is not among them",
};
const DATES = {
  "If-Modified-Since": "304 where it was not changed since",
  "If-Unmodified-Since": "412 where it was changed since",
};
const RANGE = {
  Range: "Up to 16 ranges of bytes",
  "If-Range": "A tag or date: where it is another version, all of it is sent",
};
const asked = (names) =>
  z.object(
    Object.fromEntries(
      Object.entries(names).map(([name, description]) => [
        name,
        z.string().optional().openapi({ param: { description } }),
      ]),
    ),
  );
const NAME = z.object({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._+-]{0,249}\.(?:h4mk|zst)$/)
    .openapi({ param: { description: "The name of a stored container", example: "a.h4mk" } }),
});

const unchanged = (more = {}) => ({
  description: "The client has this version",
  headers: headers({ ETag: "Its tag", ...more }),
});

/** A page of the service, or a document: kept by clients, asked about each time. */
function kept(path, summary, type, what, content = text(what)) {
  return {
    method: "get",
    path,
    tags: ["documentation"],
    summary,
    request: { headers: asked(CONDITIONS) },
    responses: {
      200: { description: what, headers: headers(validators), content: { [type]: content } },
      304: unchanged(),
      ...problems(400, 401, 412),
    },
  };
}

/** The page is of files that a service may be without: what it says then has no tag. */
function page(route) {
  const { ETag, ...always } = validators;
  const responses = { ...route.responses, ...problems(500) };
  responses[200] = { ...responses[200], headers: sometimes({ ETag }, always) };
  return { ...route, responses };
}

const open = { security: [] };

/** In the order of the documentation. */
export const ROUTES = [
  {
    method: "get",
    path: "/compress/info",
    tags: ["engine"],
    summary: "Which engine runs, and what was proved of it",
    responses: { 200: json("The fields of Engine.info() and the version", Info), ...problems(400, 401) },
  },
  {
    method: "get",
    path: "/compress/attest",
    tags: ["engine"],
    summary: "An attestation, made now",
    description: "After a self-test of the engine. So many a minute for each client. Not on the public surface.",
    request: {
      query: z.object({
        nonce: query(
          "nonce",
          z.string().regex(/^(?:[0-9a-fA-F]{2}){8,64}$/),
          "16 to 128 hexadecimal digits: the attestation is made for it",
          "00112233445566778899aabbccddeeff",
        ),
      }),
    },
    responses: { 200: json("The attestation", Attestation), ...problems(400, 401, 429, 500, 503) },
  },
  {
    method: "post",
    path: "/compress",
    tags: ["data"],
    summary: "Compresses the body",
    description: "`curl --data-binary @FILE URL/compress`, or `curl -F file=@FILE URL/compress`.",
    request: {
      query: z.object({
        level: query("level", z.int().min(1).max(19), "1 to 19; without it 3", 3),
        checksum: query("checksum", BOOLEAN, "Whether each frame has a checksum; without it true"),
        format: query("format", FORMAT, "One Zstandard frame or a container; without it zst"),
      }),
      body: body([BYTES], optional(compressFields)),
    },
    responses: { 200: data("A Zstandard frame, or a container", ZST, H4MK), ...problems(...WORK) },
  },
  {
    method: "post",
    path: "/compress/decompress",
    tags: ["data"],
    summary: "Decompresses the body",
    description: "A container is verified as a whole before the first byte of its content is sent.",
    request: {
      query: z.object({
        format: query("format", FORMAT, "Without it the first four bytes decide: a container begins with H4MK"),
      }),
      body: body([BYTES, ZST, H4MK], { format: FORMAT.optional() }),
    },
    responses: { 200: data("The content of all frames, or of the container", BYTES), ...problems(...WORK, 422, 507) },
  },
  {
    method: "post",
    path: "/container/inspect",
    tags: ["containers"],
    summary: "What is in a container",
    description: "A damaged one, or what is none, is an answer like any other: 200 with `ok: false` and the reason.",
    request: { body: body([BYTES, H4MK], {}) },
    responses: { 200: json("What was found", Inspection), ...problems(...WORK, 507) },
  },
  {
    method: "post",
    path: "/container/verify",
    tags: ["containers"],
    summary: "The verdicts on a container",
    description:
      "A damaged one, or what is none, is an answer like any other: 200 with `ok: false` and the reason. What is asked for must hold.",
    request: {
      query: z.object({
        engine_id: query("engine_id", requirements.engine_id, "The engine that META must name", "h4ref-zstd-v1.0.0"),
        fingerprint: query("fingerprint", HEX256, "The fingerprint that META must name"),
        root: query("root", HEX256, "The root that the container must have"),
        sealed: query("sealed", BOOLEAN, "What META must say of the seal"),
        key: query("key", z.string(), "The Ed25519 public key, as PEM, of who must have signed"),
      }),
      body: body([BYTES, H4MK], optional(requirements)),
    },
    responses: { 200: json("The verdicts", Verification), ...problems(...WORK, 507) },
  },
  {
    method: "get",
    path: "/containers/{name}",
    tags: ["containers"],
    summary: "A stored container, or parts of it",
    description: "Where the service has a store. Pages of any origin may read it.",
    request: { params: NAME, headers: asked({ ...RANGE, ...CONDITIONS, ...DATES }) },
    responses: {
      200: {
        description: "All of it",
        headers: headers({ ...openly, "Accept-Ranges": "bytes", "Content-Length": "Its size" }),
        content: { [H4MK]: raw("A container"), [ZST]: raw("Zstandard frames") },
      },
      206: {
        description: "One range, or several as multipart/byteranges",
        headers: sometimes({ "Content-Range": "Of one range" }, { ...openly, "Content-Length": "Of what is sent" }),
        content: { [H4MK]: raw("The range"), [ZST]: raw("The range"), "multipart/byteranges": raw("The ranges") },
      },
      304: unchanged({ "Last-Modified": "When the file was changed" }),
      ...problems(400, 401, 404, 412, 416, 500),
    },
  },
  {
    method: "head",
    path: "/containers/{name}",
    tags: ["containers"],
    summary: "What GET would say of a stored container",
    request: { params: NAME, headers: asked({ ...CONDITIONS, ...DATES }) },
    responses: {
      200: { description: "There is one", headers: headers({ ...openly, "Content-Length": "Its size" }) },
      304: unchanged(),
      ...withoutContent(problems(400, 401, 404, 412, 500)),
    },
  },
  {
    method: "options",
    path: "/containers/{name}",
    tags: ["containers"],
    summary: "What pages of other origins may ask",
    request: { params: NAME },
    ...open,
    responses: {
      204: {
        description: "The methods and headers",
        headers: headers({
          Allow: "The methods",
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Allow-Methods": "The methods",
          "Access-Control-Allow-Headers": "The headers",
          "Access-Control-Max-Age": "Seconds",
        }),
      },
    },
  },
  {
    method: "get",
    path: "/healthz",
    tags: ["operation"],
    summary: "Whether the process answers",
    ...open,
    responses: { 200: json("It does", Alive, { alive: true }), ...problems(400) },
  },
  {
    method: "get",
    path: "/readyz",
    tags: ["operation"],
    summary: "Whether the service takes work",
    ...open,
    responses: { 200: json("It does", Ready), ...problems(400, 503) },
  },
  {
    method: "get",
    path: "/metrics",
    tags: ["operation"],
    summary: "Counters for Prometheus",
    description: "Where the service counts. Not on the public surface.",
    responses: {
      200: {
        description: "Text format 0.0.4",
        headers: headers({ "Cache-Control": "no-store" }),
        content: {
          "text/plain": text("Metrics", "# TYPE harmony4_work_in_progress gauge\nharmony4_work_in_progress 0\n"),
        },
      },
      ...problems(400, 401),
    },
  },
  page(kept("/", "A page that compresses and decompresses in the browser", "text/html", "The page")),
  kept("/docs", "This documentation as a page", "text/html", "The page"),
  kept("/openapi.json", "This documentation as OpenAPI 3.1", "application/json", "The document", {
    schema: z.looseObject({ openapi: z.literal("3.1.0"), paths: z.looseObject({}) }),
  }),
].map((route) => createRoute(route));

/** Answers to HEAD. */
function withoutContent(responses) {
  return Object.fromEntries(Object.entries(responses).map(([status, { content: _, ...rest }]) => [status, rest]));
}
