/**
 * multipart/form-data, taken apart as it comes: RFC 7578, RFC 2046 §5.1. Nothing is kept but the header of a part and,
 * between two chunks, as many bytes as a boundary has; each byte is looked at a bounded number of times. T19
 */

/** What a form consists of, in order: a part, its content, its end. */
export type MultipartEvent =
  | { kind: "part"; name: string; fileName: string | undefined }
  | { kind: "data"; bytes: Uint8Array }
  | { kind: "end" };

/** Why a form was refused, in words for its sender. */
export class MultipartError extends Error {
  override readonly name = "MultipartError";
}

/** Bytes of a part's header: browsers and curl send some 200. */
export const PART_HEADER_MAX = 16 << 10;

/** bchars of RFC 2046 §5.1.1; the last one is no space. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** A parameter of a header field: `; name=token` or `; name="quoted"`, with a backslash before a quote or itself. */
const PARAMETER = /[ \t]*;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))/y;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/;
/** Encodings of a part that change nothing. RFC 7578 §4.7 deprecates the field. */
const IDENTITY = new Set(["7bit", "8bit", "binary"]);

const [CR, DASH] = [0x0d, 0x2d];
const CRLFCRLF = [0x0d, 0x0a, 0x0d, 0x0a];

/** The boundary that a Content-Type names; undefined where it is not one of a form, or names none that is allowed. */
export function boundaryOf(contentType: string): string | undefined {
  const end = contentType.indexOf(";");
  if (end < 0 || contentType.slice(0, end).trim().toLowerCase() !== "multipart/form-data") return undefined;
  const boundary = parametersOf(contentType.slice(end).trimEnd())?.get("boundary");
  return boundary !== undefined && BOUNDARY.test(boundary) ? boundary : undefined;
}

export class MultipartParser {
  /** CR LF, two dashes, the boundary: it holds no other CR. */
  private readonly delimiter: Uint8Array;
  /** Before the first part as in a part that nobody wants. */
  private state: "preamble" | "header" | "content" | "epilogue" = "preamble";
  /** The end of the last chunk, which may begin a delimiter. At first a line's end: the first delimiter needs none. */
  private pending: Uint8Array = Uint8Array.of(0x0d, 0x0a);
  /** What follows a delimiter, up to the empty line that ends the header of a part. */
  private readonly header = new Uint8Array(PART_HEADER_MAX);
  private headerLength = 0;

  constructor(boundary: string) {
    this.delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  }

  /** Takes the next chunk, which must not change until all of its events were taken. @throws MultipartError */
  *push(chunk: Uint8Array): Generator<MultipartEvent, void, undefined> {
    let rest = chunk;
    while (rest.length > 0 && this.state !== "epilogue") {
      if (this.state === "header") {
        rest = rest.subarray(this.takeHeader(rest));
        const part = this.finishHeader();
        if (part !== undefined) yield part;
      } else {
        rest = yield* this.content(rest);
      }
    }
  }

  /** Says that there is no more. @throws MultipartError where the last boundary did not come */
  end(): void {
    if (this.state !== "epilogue") throw new MultipartError("The form ends before its last boundary");
  }

  /** Content up to the next delimiter, or to the end of what there is. Answers with what follows. */
  private *content(chunk: Uint8Array): Generator<MultipartEvent, Uint8Array, undefined> {
    const { delimiter, pending } = this;
    const bytes = pending.length === 0 ? chunk : concatenated(pending, chunk);
    const [at, whole] = find(bytes, delimiter);
    if (at > 0 && this.state === "content") yield { kind: "data", bytes: bytes.subarray(0, at) };
    this.pending = whole ? new Uint8Array(0) : bytes.slice(at);
    if (!whole) return new Uint8Array(0);
    if (this.state === "content") yield { kind: "end" };
    this.state = "header";
    this.headerLength = 0;
    return bytes.subarray(at + delimiter.length);
  }

  /** Copies what belongs to the header of a part and answers with how much that was. */
  private takeHeader(chunk: Uint8Array): number {
    const { header } = this;
    let taken = 0;
    while (taken < chunk.length) {
      if (this.headerLength === PART_HEADER_MAX) {
        throw new MultipartError(`The header of a part may have ${PART_HEADER_MAX} bytes`);
      }
      header[this.headerLength++] = chunk[taken++]!;
      if (this.isLast() || this.headerEnds()) break;
    }
    return taken;
  }

  /** Two dashes follow the last delimiter. */
  private isLast(): boolean {
    return this.headerLength === 2 && this.header[0] === DASH && this.header[1] === DASH;
  }

  private headerEnds(): boolean {
    const start = this.headerLength - CRLFCRLF.length;
    return start >= 0 && CRLFCRLF.every((byte, i) => this.header[start + i] === byte);
  }

  /** The part whose header is complete, if it is. */
  private finishHeader(): MultipartEvent | undefined {
    if (this.isLast()) {
      this.state = "epilogue";
      return undefined;
    }
    if (!this.headerEnds()) return undefined;
    this.state = "content";
    // The empty line that ends the header is no line's end that a delimiter needs, but what follows may begin with one.
    this.pending = new Uint8Array(0);
    return partOf(new TextDecoder().decode(this.header.subarray(0, this.headerLength)));
  }
}

/** Where `delimiter`, or the beginning of one at the end of `bytes`, is; and whether it is all there. */
function find(bytes: Uint8Array, delimiter: Uint8Array): [at: number, whole: boolean] {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    let same = 1;
    while (same < delimiter.length && at + same < bytes.length && bytes[at + same] === delimiter[same]) same++;
    if (same === delimiter.length) return [at, true];
    if (at + same === bytes.length) return [at, false];
  }
  return [bytes.length, false];
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** What the header of a part says, from the end of the delimiter on. */
function partOf(header: string): MultipartEvent {
  const [padding, ...lines] = header.slice(0, -CRLFCRLF.length).split("\r\n");
  if (!/^[ \t]*$/.test(padding!))
    throw new MultipartError("A boundary is followed by something else than a line's end");
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined) throw new MultipartError("A line in the header of a part is no header field");
    if (fields.has(name.toLowerCase())) throw new MultipartError("A header field of a part is there twice");
    fields.set(name.toLowerCase(), value!.trim());
  }
  const encoding = fields.get("content-transfer-encoding");
  if (encoding !== undefined && !IDENTITY.has(encoding.toLowerCase())) {
    throw new MultipartError("A part is taken without Content-Transfer-Encoding, as it is");
  }
  const disposition = fields.get("content-disposition") ?? "";
  const parameters = /^form-data(?=[ \t]*;)/i.test(disposition) ? parametersOf(disposition.slice(9)) : undefined;
  const name = parameters?.get("name");
  if (name === undefined) throw new MultipartError("A part has no Content-Disposition with its name");
  return { kind: "part", name, fileName: parameters!.get("filename") };
}

/** The parameters after the value of a header field; undefined where they are malformed or one is there twice. */
function parametersOf(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (match === null) return undefined;
    const name = match[1]!.toLowerCase();
    if (found.has(name)) return undefined;
    found.set(name, match[3] ?? unescaped(match[2]!));
  }
  return found;
}

/**
 * A quoted text as it was meant. Only a quote and a backslash are escaped by one, since some clients send paths with
 * their backslashes as they are; browsers write a quote and line ends as percent and digits. HTML, "multipart form data"
 */
function unescaped(text: string): string {
  return text.replace(/\\(["\\])|%(22|0D|0A)/g, (_, escaped: string | undefined, digits: string) =>
    escaped === undefined ? String.fromCharCode(Number.parseInt(digits, 16)) : escaped,
  );
}
