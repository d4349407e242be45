/** Use-As-Dictionary, Available-Dictionary and Dictionary-ID: the examples of RFC 9842, and what is refused. */

import { expect, test } from "vitest";
import {
  formatAvailableDictionary,
  formatDictionaryId,
  formatUseAsDictionary,
  parseAvailableDictionary,
  parseDictionaryId,
  parseUseAsDictionary,
  type UseAsDictionary,
} from "../../src/dictionary.js";

test.each<[string, UseAsDictionary]>([
  ['match="/product/*", match-dest=("document")', { match: "/product/*", matchDest: ["document"] }],
  ['match="/app/*/main.js"', { match: "/app/*/main.js" }],
  [
    'match="/*", match-dest=("script" "style"), id="dictionary-12345"',
    { match: "/*", matchDest: ["script", "style"], id: "dictionary-12345" },
  ],
  ['match="/a\\"b\\\\"', { match: '/a"b\\' }],
  ['match="/*", type=other', { match: "/*", type: "other" }],
])("Use-As-Dictionary: %s", (value, use) => {
  expect(formatUseAsDictionary(use)).toBe(value);
  expect(parseUseAsDictionary(value)).toEqual(use);
});

test("members that nobody knows are passed over, and defaults may be said", () => {
  const value = 'future=?1;a=1, id="", match-dest=(), type=raw,  match="/x";p';
  expect(parseUseAsDictionary(value)).toEqual({ match: "/x", id: "", type: "raw" });
});

test("Available-Dictionary is the hash as a byte sequence: the example of RFC 9842, §2.2", () => {
  const value = ":pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:";
  const hash = parseAvailableDictionary(value);
  expect(Buffer.from(hash).toString("base64")).toBe(value.slice(1, -1));
  expect(formatAvailableDictionary(hash)).toBe(value);
  expect(formatAvailableDictionary(new Uint8Array([1, ...hash]).subarray(1))).toBe(value);
});

test("Dictionary-ID is the string that came with the dictionary", () => {
  expect(formatDictionaryId('/v1/"main"')).toBe('"/v1/\\"main\\""');
  expect(parseDictionaryId('"/v1/\\"main\\""')).toBe('/v1/"main"');
});

test.each([
  ["", parseUseAsDictionary],
  ["match", parseUseAsDictionary],
  ["match=/x", parseUseAsDictionary],
  ['match=""', parseUseAsDictionary],
  ['match="/x", id=5', parseUseAsDictionary],
  ['match="/x", type="raw"', parseUseAsDictionary],
  ['match="/x", match-dest="script"', parseUseAsDictionary],
  ['match="/x", match-dest=(script)', parseUseAsDictionary],
  ['match="/x" id="y"', parseUseAsDictionary],
  [`match="/x", id="${"i".repeat(1025)}"`, parseUseAsDictionary],
  [`match="${"x".repeat(70_000)}"`, parseUseAsDictionary],
  ["", parseAvailableDictionary],
  ["pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=", parseAvailableDictionary],
  [":AAAA:", parseAvailableDictionary],
  [":pZGm!Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:", parseAvailableDictionary],
  ["main", parseDictionaryId],
  ['"main', parseDictionaryId],
])("%j is no such field", (value, parse) => {
  expect(() => parse(value)).toThrow(expect.objectContaining({ name: "H4Error", code: "HTTP_FIELD" }));
});

test("what a field cannot say is refused when it is written", () => {
  expect(() => formatUseAsDictionary({ match: "" })).toThrow(RangeError);
  expect(() => formatUseAsDictionary({ match: "/ä" })).toThrow(RangeError);
  expect(() => formatUseAsDictionary({ match: "/x\r\nset-cookie: a" })).toThrow(RangeError);
  for (const match of ["/app/(\\d+).js", "(a)", "/a\\\\(b)", "/:name(a|b)"]) {
    expect(() => formatUseAsDictionary({ match }), match).toThrow("groups of regular expressions");
  }
  for (const match of ["/a\\(b\\)", "/:name/{x}?/*", "/a\\\\\\(b"]) {
    expect(parseUseAsDictionary(formatUseAsDictionary({ match }))).toEqual({ match });
  }
  expect(() => formatUseAsDictionary({ match: "/x", id: "i".repeat(1025) })).toThrow(RangeError);
  expect(() => formatUseAsDictionary({ match: "/x", type: "a b" })).toThrow(RangeError);
  expect(() => formatUseAsDictionary({ match: "/x", matchDest: "script" } as never)).toThrow(TypeError);
  expect(() => formatUseAsDictionary({} as never)).toThrow(TypeError);
  expect(() => formatUseAsDictionary({ match: "/x", ttl: 1 } as never)).toThrow(TypeError);
  expect(() => formatAvailableDictionary(new Uint8Array(31))).toThrow(RangeError);
  expect(() => formatDictionaryId("i".repeat(1025))).toThrow(RangeError);
  expect(() => parseDictionaryId(5 as never)).toThrow(TypeError);
});
