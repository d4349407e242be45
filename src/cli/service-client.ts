/** Requests to a service that is being checked: each with an end, and an answer of bounded size. S71 of PROMISES.md, T19 */

import { H4Error } from "../api/errors.js";
import { isJsonObject, type JsonObject, parseStrictJson } from "../seal/strict-json.js";
import { FileError, UsageError } from "./exit.js";
import { printable } from "./figures.js";
import { readOption } from "./transfer.js";

/** A request takes at most this long, its answer included. */
const TIMEOUT = 15_000;
/** No answer that a check asks for is longer: the longest, the metrics, have some 30 KB. */
const ANSWER_SIZE_MAX = 1 << 20;
/** What an answer says is told up to here. */
const EXCERPT = 200;
const TOKEN_SIZE_MAX = 4096;

/** What an operator can do about an answer. */
const HINTS: Readonly<Record<number, string>> = {
  401: ": --token-file shows a token",
  404: ": if it is on a port of its own, --management-url names it",
};

/** Where a service is, and what it wants to be shown. */
export interface ServiceAddress {
  readonly url: string;
  readonly token: string | undefined;
}

/** What is sent beside the path. */
export interface RequestOptions {
  /** Sent by POST where there is one. */
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** The URL of a service: http or https, without a user, a query or a fragment. */
export function parseServiceUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (plain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, "");
  throw new UsageError(`the URL of a service is http://HOST:PORT or https://HOST:PORT, not '${printable(text)}'`);
}

/** The bearer token in `file`: one line of visible characters. */
export async function readToken(file: string): Promise<string> {
  const token = Buffer.from(await readOption("--token-file", file, TOKEN_SIZE_MAX))
    .toString()
    .trim();
  if (token.length <= TOKEN_SIZE_MAX && /^[!-~]+$/.test(token)) return token;
  throw new FileError("FILE_MALFORMED", `--token-file ${printable(file)} must hold a token and nothing else`);
}

/**
 * The body of the answer to a request, which must be one of 200. Redirects are not followed.
 *
 * @throws {H4Error} `SOURCE_UNREACHABLE` without an answer, `SOURCE_STATUS` for another one
 * @throws {FileError} `CHECK_FAILED` for an answer that is too long
 */
export async function ask(
  { url, token }: ServiceAddress,
  path: string,
  { body }: RequestOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `${body === undefined ? "GET" : "POST"} ${path}`;
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/octet-stream";
  const request = { headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) } as const;
  try {
    const response = await fetch(url + path, body === undefined ? request : { ...request, method: "POST", body });
    const answer = await bodyOf(response, what);
    if (response.status === 200) return answer;
    const { status } = response;
    throw new H4Error("SOURCE_STATUS", `${what} answers ${status}${HINTS[status] ?? excerpt(answer)}`, { got: status });
  } catch (error) {
    if (error instanceof H4Error || error instanceof FileError) throw error;
    throw new H4Error("SOURCE_UNREACHABLE", `${what}: no answer: ${reasonOf(error)}`, { cause: error });
  }
}

/** The JSON object that a request is answered with: no key twice, so that no reader finds another value than this one. */
export async function askJson(address: ServiceAddress, path: string): Promise<JsonObject> {
  const bytes = await ask(address, path);
  const what = `the answer to GET ${path}`;
  let reason = "it is another kind of value";
  try {
    const value = parseStrictJson(bytes, { code: "CONTAINER_JSON", what, maxBytes: ANSWER_SIZE_MAX });
    if (isJsonObject(value)) return value;
  } catch (error) {
    reason = (error as Error).message;
  }
  throw new FileError("CHECK_FAILED", `${what} is not a JSON object: ${reason}`);
}

async function bodyOf(response: Response, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    length += piece.length;
    if (length > ANSWER_SIZE_MAX) {
      throw new FileError("CHECK_FAILED", `${what} answers with more than ${ANSWER_SIZE_MAX} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** What an answer says: its `error` where it is a problem of the service (RFC 9457), else its beginning. */
function excerpt(answer: Uint8Array): string {
  const text = new TextDecoder().decode(answer);
  let said = text;
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === "string") said = error;
  } catch {
    // no problem of the service
  }
  return said === "" ? ", with nothing" : `: ${said.slice(0, EXCERPT)}`;
}

/** What the runtime says: fetch hides the reason in the cause, and that of several addresses in a list. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing complete within ${TIMEOUT / 1000} s`;
  const { cause } = error;
  const reasons = cause instanceof AggregateError ? cause.errors : [cause];
  const [reason] = reasons.filter((each) => each instanceof Error && each.message !== "") as Error[];
  return (reason ?? error).message;
}
