/** T23: JSON from strangers is read as RFC 8259 has it, within limits, without duplicate keys, and `__proto__` is data. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { H4Error } from "../../src/index.js";
import { type JsonValue, parseStrictJson, parseStrictJsonObject } from "../../src/seal/strict-json.js";

const OPTIONS = { code: "ATTESTATION_MALFORMED", what: "the text", maxBytes: 1 << 24 } as const;

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function parse(text: string): JsonValue {
  return parseStrictJson(bytesOf(text), OPTIONS);
}

function refusal(input: string | Uint8Array, options: object = {}): H4Error {
  try {
    parseStrictJson(typeof input === "string" ? bytesOf(input) : input, { ...OPTIONS, ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(H4Error);
    expect((error as H4Error).code).toBe("ATTESTATION_MALFORMED");
    return error as H4Error;
  }
  throw new Error("accepted what must be refused");
}

test.each<[string, unknown]>([
  [' {"a": [1, -0.5e+3, true, false, null, "\\u00e9\\n\\ud83d\\udd10é🔐"]}\r\n\t', null],
  ["0", 0],
  ['""', ""],
  ["[]", []],
  ["[[],[[]]]", [[], [[]]]],
  ["1e-400", 0],
  ["123456789012345678", 123456789012345678n],
  ["-9007199254740992", -9007199254740992n],
  ["9007199254740991", 9007199254740991],
  ["1e20", 1e20],
])("%s is read as it was written", (text, expected) => {
  expect(parse(text)).toEqual(expected ?? { ...JSON.parse(text) });
});

describe("what JSON.parse reads or repairs and this refuses", () => {
  test.each([
    ["a key twice", '{"a":1,"b":2,"a":1}', "twice", 13],
    ["a key twice, once with an escape", '{"a":1,"\\u0061":1}', "twice", 7],
    ["__proto__ twice", '{"__proto__":1,"__proto__":1}', "twice", 15],
    ["half of a surrogate pair", '["\\ud83d"]', "stands for no character", 1],
    ["a number beyond all numbers", "[1e400]", "too large", 1],
    ["an endless number", `[${"1".repeat(401)}]`, "too large", 1],
  ])("%s", (_, text, words, offset) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(refusal(text)).toMatchObject({ message: expect.stringContaining(words), offset });
  });

  test("a byte order mark, and bytes that are not UTF-8", () => {
    expect(refusal("\ufeff{}").offset).toBe(0);
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xe2, 0x82],
    ]) {
      expect(refusal(Uint8Array.from(bytes)).message).toContain("UTF-8");
    }
  });
});

test.each([
  "",
  " ",
  "nul",
  "nullx",
  "NaN",
  "Infinity",
  "-",
  "+1",
  "01",
  "1.",
  ".5",
  "1e",
  "0x10",
  "'a'",
  '"',
  '"\\',
  '"\\x41"',
  '"\\u12"',
  '"a\tb"',
  '"a\u0000"',
  "[",
  "[1",
  "[1,",
  "[1,]",
  "[,1]",
  "[1 2]",
  "{",
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  "{a:1}",
  "{1:1}",
  '{"a" 1}',
  "{}{}",
  "1 2",
  "]",
  "}",
  "// c\n1",
  "[1]/**/",
  "\u00a01",
  "undefined",
])("%j is not JSON", (text) => {
  expect(() => JSON.parse(text)).toThrow();
  refusal(text);
});

test("offsets count bytes", () => {
  expect(refusal('{"é🔐":x}').offset).toBe(10);
});

test("__proto__, constructor and toString are data, and objects have no prototype", () => {
  const value = parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2}') as Record<string, JsonValue>;
  expect(Object.keys(value)).toEqual(["__proto__", "constructor", "toString"]);
  expect(Object.getPrototypeOf(value)).toBe(null);
  expect(value.polluted).toBe(undefined);
  expect(({} as Record<string, unknown>).polluted).toBe(undefined);
});

test("64 levels are read, 65 are not; the limit is the caller's", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  parse(nested(64));
  expect(refusal(nested(65))).toMatchObject({ limit: 64, offset: 64 });
  expect(refusal(nested(3), { maxDepth: 2 })).toMatchObject({ limit: 2, offset: 2 });
  expect(refusal('{"a":'.repeat(1_000_000)).limit).toBe(64);
});

test("the size is looked at before anything else", () => {
  expect(refusal("[1]", { maxBytes: 2 })).toMatchObject({ got: 3, limit: 2 });
});

test("16 MiB of one string, of blanks, of escapes, of digits, of elements: an answer and no exhausted stack", () => {
  const size = (1 << 24) - 2;
  expect((parse(`"${"a".repeat(size)}"`) as string).length).toBe(size);
  expect(parse(`[${" ".repeat(size)}]`)).toEqual([]);
  expect((parse(`"${"\\n".repeat(size / 2)}"`) as string).length).toBe(size / 2);
  refusal("1".repeat(size));
  expect((parse(`[${"1,".repeat(size / 2 - 1)}1]`) as number[]).length).toBe(size / 2);
  refusal("[".repeat(size));
});

test("an object is asked for", () => {
  expect(parseStrictJsonObject(bytesOf('{"a":1}'), OPTIONS).a).toBe(1);
  for (const text of ["[]", "1", "null", '"{}"']) {
    expect(() => parseStrictJsonObject(bytesOf(text), OPTIONS)).toThrow("not a JSON object");
  }
});

test("whatever JSON.stringify writes is read back, and whatever is accepted JSON.parse reads alike", () => {
  const written = fc.json({ stringUnit: "grapheme" });
  fc.assert(
    fc.property(written, (text) => {
      expect(plain(parse(text))).toEqual(JSON.parse(text));
    }),
  );
  const damaged = fc
    .tuple(written, fc.nat(), fc.constantFrom(...'"\\{}[],:0-.eE tfn\u0000é'))
    .map(([text, at, piece]) => {
      const position = at % (text.length + 1);
      const cut = text.slice(0, position) + piece + text.slice(position + (at % 2));
      return Buffer.from(cut).toString(); // half of a pair cannot be encoded
    });
  fc.assert(
    fc.property(damaged, (text) => {
      const reference = attempt(() => JSON.parse(text));
      const found = attempt(() => plain(parse(text)));
      if (found !== undefined) expect(found).toEqual(reference);
      else if (reference !== undefined) expect(refusal(text).message).toMatch(/twice|no character|too large/);
    }),
    { numRuns: 3000 },
  );
});

function attempt(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch {
    return undefined;
  }
}

/** As JSON.parse would have it: with prototypes, and every number a number. */
function plain(value: JsonValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
