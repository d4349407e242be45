/** Forms taken apart as they come, against another parser of them and at every place where a chunk may end. T19 */

import { describe, expect, test } from "vitest";
import { boundaryOf, MultipartError, MultipartParser, PART_HEADER_MAX } from "../../src/service/multipart.js";
import { noise, Random } from "../support/generators.js";

interface Part {
  name: string;
  fileName: string | undefined;
  content: string;
}

/** All of a form, given in `chunks`. */
function parse(boundary: string, chunks: Iterable<Uint8Array>): Part[] {
  const parser = new MultipartParser(boundary);
  const parts: Part[] = [];
  let open: { pieces: Uint8Array[] } | undefined;
  for (const chunk of chunks) {
    for (const event of parser.push(chunk)) {
      if (event.kind === "part") {
        expect(open).toBeUndefined();
        open = { pieces: [] };
        parts.push({ name: event.name, fileName: event.fileName, content: "" });
      } else if (event.kind === "data") {
        open!.pieces.push(event.bytes.slice());
      } else {
        parts.at(-1)!.content = Buffer.concat(open!.pieces).toString("latin1");
        open = undefined;
      }
    }
  }
  parser.end();
  return parts;
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

function* cut(data: Uint8Array, ...lengths: number[]): Generator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < data.length; i++) {
    const length = lengths[i % lengths.length]!;
    yield data.subarray(at, at + length);
    at += length;
  }
}

/** Content that resembles its own boundary as closely as it may. */
const LOOKALIKE = "\r\n--boun\r\n--bounb\r--bound--\r\n-\r\n--\n--bound\r\n\r";

/** A form as RFC 7578 has it, by hand: preamble, padding, escapes, an empty part, epilogue. */
const FORM = bytes(
  [
    "preamble, to be ignored\r\n--bo",
    '--bound \t\r\nContent-Disposition: form-data; name="level"\r\n\r\n9',
    '--bound\r\ncontent-disposition:Form-Data;name=file;filename="a\\"b;c\\d.txt" \r\nContent-Type: text/plain\r\n\r\n',
  ].join("\r\n") +
    LOOKALIKE +
    [
      "",
      '--bound\r\nContent-Disposition: form-data; name="empty"\r\nContent-Transfer-Encoding: binary\r\n\r\n',
      "--bound--\r\nepilogue\r\n--bound\r\n",
    ].join("\r\n"),
);

const PARTS: Part[] = [
  { name: "level", fileName: undefined, content: "9" },
  { name: "file", fileName: 'a"b;c\\d.txt', content: LOOKALIKE },
  { name: "empty", fileName: undefined, content: "" },
];

describe("a form", () => {
  test("is the same wherever its chunks end", () => {
    expect(parse("bound", [FORM])).toEqual(PARTS);
    for (let at = 0; at <= FORM.length; at++) {
      expect(parse("bound", [FORM.subarray(0, at), FORM.subarray(at)]), `cut at ${at}`).toEqual(PARTS);
    }
    for (let length = 1; length < 100; length++) {
      expect(parse("bound", cut(FORM, length)), `chunks of ${length}`).toEqual(PARTS);
    }
    const random = new Random(7);
    for (let i = 0; i < 200; i++) {
      const lengths = Array.from({ length: 20 }, () => 1 + random.below(60));
      expect(parse("bound", cut(FORM, ...lengths)), lengths.join()).toEqual(PARTS);
    }
  });

  test("is what another parser takes it for", async () => {
    const random = new Random(11);
    for (let i = 0; i < 60; i++) {
      const form = new FormData();
      for (let n = 0; n <= random.below(4); n++) form.append(`field${n}`, `value \u00e9 ${n}`);
      const content = noise(random.below(5000), i);
      // Line ends and dashes, where they hurt most.
      for (let n = 0; n + 4 < content.length; n += 1 + random.below(40)) content.set([13, 10, 45, 45], n);
      form.append("file", new File([content], `日本 "${i}".bin`));
      const response = new Response(form);
      const type = response.headers.get("content-type")!;
      const body = new Uint8Array(await response.arrayBuffer());
      const expected = await new Response(body, { headers: { "content-type": type } }).formData();
      const parts = parse(boundaryOf(type)!, cut(body, 1 + random.below(700)));
      expect(parts.map(({ name }) => name)).toEqual([...expected.keys()]);
      for (const { name, fileName, content: found } of parts) {
        const value = expected.get(name)!;
        const plain = typeof value === "string" ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
        expect(found).toBe(plain.toString("latin1"));
        expect(fileName).toBe(typeof value === "string" ? undefined : value.name);
      }
    }
  });

  test("that ends anywhere before its last boundary is refused", () => {
    const complete = Buffer.from(FORM).lastIndexOf("--bound--") + "--bound--".length;
    for (let length = 0; length < complete; length++) {
      expect(() => parse("bound", [FORM.subarray(0, length)]), `${length} bytes`).toThrow(MultipartError);
    }
    expect(parse("bound", [FORM.subarray(0, complete)])).toEqual(PARTS);
  });

  const disposition = 'Content-Disposition: form-data; name="a"';
  test.each([
    ["a part without a header", "--b\r\n\r\nx\r\n--b--"],
    ["a part without Content-Disposition", "--b\r\nX: y\r\n\r\nx\r\n--b--"],
    ["a part that is an attachment", '--b\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--b--'],
    ["a part without a name", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"],
    ["a name that is not closed", '--b\r\nContent-Disposition: form-data; name="a\r\n\r\nx\r\n--b--'],
    ["two names", `--b\r\n${disposition}; name=b\r\n\r\nx\r\n--b--`],
    ["two dispositions", `--b\r\n${disposition}\r\n${disposition}\r\n\r\nx\r\n--b--`],
    ["a folded line", `--b\r\n${disposition};\r\n filename=x\r\n\r\nx\r\n--b--`],
    ["a line end within a line", `--b\r\n${disposition}\nX: y\r\n\r\nx\r\n--b--`],
    ["a space before the colon", `--b\r\nContent-Disposition : form-data; name="a"\r\n\r\nx\r\n--b--`],
    ["base64", `--b\r\n${disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--`],
    ["a longer boundary", `--bb\r\n${disposition}\r\n\r\nx\r\n--b--`],
    ["another boundary", `--c\r\n${disposition}\r\n\r\nx\r\n--c--`],
    ["a header that is too long", `--b\r\n${disposition}\r\nX: ${"y".repeat(PART_HEADER_MAX)}\r\n\r\nx\r\n--b--`],
    ["nothing", ""],
  ])("with %s is refused", (_, form) => {
    expect(() => parse("b", [bytes(form)])).toThrow(MultipartError);
    expect(() => parse("b", cut(bytes(form), 1))).toThrow(MultipartError);
  });
});

describe("T19: what is made to be slow", () => {
  /** How many events `chunks` have, after the header of a part. */
  function events(chunks: Iterable<Uint8Array>): number {
    const parser = new MultipartParser("b".repeat(70));
    let count = 0;
    for (const chunk of chunks) for (const { kind } of parser.push(chunk)) count += kind === "data" ? 1 : 0;
    return count;
  }

  const start = `--${"b".repeat(70)}\r\nContent-Disposition: form-data; name="a"\r\n\r\n`;
  // Quadratic work would take hours for these lengths, and the test would not end in time.
  test.each([
    ["line ends", "\r"],
    ["boundaries that miss their last letter", `\r\n--${"b".repeat(69)}`],
    ["boundaries within boundaries", "\r\n--bb\r\n--bbb"],
  ])("%s cost no more a byte in a long form than in a short one", (_, unit) => {
    const form = bytes(start + unit.repeat((32 << 20) / unit.length));
    expect(events([form])).toBe(1);
    expect(events(cut(form.subarray(0, 2 << 20), 3))).toBeGreaterThan(1);
  });

  test("headers of spaces and semicolons are refused as fast as any", () => {
    for (const unit of [" ", ";", "; a=", '; a="', "\\", ": "]) {
      const long = unit.repeat((PART_HEADER_MAX - 200) / unit.length);
      const header = bytes(`--b\r\nContent-Disposition: form-data; name=a${long}x\r\n\r\n`);
      // A quadratic search takes 100 ms and more for each.
      for (let i = 0; i < 300; i++) expect(() => parse("b", [header])).toThrow(MultipartError);
    }
  });
});

describe("the boundary", () => {
  test.each([
    ["multipart/form-data; boundary=abc", "abc"],
    ['Multipart/Form-Data; charset=utf-8; BOUNDARY="a b:c"', "a b:c"],
    ["multipart/form-data;boundary=----WebKitFormBoundaryAbC", "----WebKitFormBoundaryAbC"],
  ])("of %s", (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });

  test.each([
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="ends with a space "',
    `multipart/form-data; boundary=${"x".repeat(71)}`,
    'multipart/form-data; boundary="\r\n"',
    "multipart/form-data; boundary=a; boundary=b",
    "multipart/mixed; boundary=a",
    "application/json; boundary=a",
    "",
  ])("there is none in %j", (type) => {
    expect(boundaryOf(type)).toBeUndefined();
  });
});
