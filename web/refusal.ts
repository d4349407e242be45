/** Refusals in words: what failed, its code, where, and what can be done about it. docs/errors.md */

import { make } from "./dom.js";
import { exact, place } from "./figures.js";
import { foreign } from "./foreign.js";

/** What is known about a failure. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The byte of the file at which it is. */
  readonly offset: number | undefined;
}

/** What can be done, by code: for a person who has not read the documentation. */
const ADVICE: Readonly<Record<string, string>> = {
  SOURCE_UNREACHABLE:
    "A browser does not tell a page why. The name may be wrong, the server down, or it does not allow pages of other origins to read the file: it must send Access-Control-Allow-Origin, and Access-Control-Expose-Headers: Content-Range, ETag.",
  SOURCE_RANGE:
    "Across origins the server must let Content-Range be seen: Access-Control-Expose-Headers: Content-Range, ETag.",
  SOURCE_RANGE_IGNORED:
    "Without ranges nothing but a download of the whole file is possible: download it, then open it as a file.",
  SOURCE_STATUS: "What needs a sign-in can be downloaded there, then opened as a file.",
  SOURCE_CHANGED: "Nothing of two versions is put together. Open it again to read the new one.",
  SOURCE_REDIRECTED: "Open the address that it redirects to, if you trust it.",
  SOURCE_ENCODED: "A proxy compresses the answer. Download the file, then open it as a file.",
  CONTAINER_UNTRUSTED: "Another file than the one whose root you have, or a changed one. Its own checks may all hold.",
  CONTAINER_SIGNATURE: "Not signed by the owner of the key that you gave, or changed since.",
  CONTAINER_UNSIGNED: "A key proves nothing about a container without a signature.",
  CONTAINER_UNINDEXED: "This container has no index, so no root: only VERI stands behind it, which proves no writer.",
  CONTAINER_CODEC: "It can be verified and listed, not decoded: that takes the very core that wrote it.",
  WINDOW_TOO_LARGE: "Decoding needs more memory than browsers take by default. Allow it below if the file is yours.",
  DICTIONARY_MISSING:
    "It was compressed with a dictionary, without which it cannot be decoded. On your own machine h4 -d -D DICTIONARY does it.",
};

/** Refusals that say nothing against the file, and what they are told under. */
const LACKS: Readonly<Record<string, string>> = {
  DICTIONARY_MISSING: "A dictionary is needed to decode this",
  WINDOW_TOO_LARGE: "More memory is needed to decode this",
};

/** What is missing to judge a file, where that is all. */
export function lackOf({ code }: Refusal): string | undefined {
  return LACKS[code];
}

/** What a code means for somebody who wanted a file decompressed. */
const PLAIN: Readonly<Record<string, string>> = {
  DATA_TRUNCATED: "It ends too early: a part of it is missing.",
  DATA_CORRUPT: "It is damaged.",
  CHECKSUM_MISMATCH: "It is damaged: it decodes to something else than was compressed.",
  DICTIONARY_MISSING: "It was compressed with a dictionary, which this page cannot take: h4 -d -D DICTIONARY can.",
  WINDOW_TOO_LARGE: "Decoding it takes more memory than this page gives it.",
};

/** What `error` says, whatever was thrown. */
export function refusalOf(error: unknown): Refusal {
  const { name, code, message, offset } = error as Partial<Record<string, unknown>>;
  return {
    code: typeof code === "string" ? code : `${name ?? "Error"}`,
    // The place has a line of its own.
    message: (typeof message === "string" ? message : String(error)).replace(/ \(at byte \d+ of the input\)$/, ""),
    offset: typeof offset === "number" ? offset : undefined,
  };
}

/** The refusal as a box that screen readers say at once. `title` says what was refused. */
export function refusalBox(title: string, { code, message, offset }: Refusal): HTMLElement {
  const advice = ADVICE[code];
  const at = offset === undefined ? undefined : ` at byte ${place(offset)}`;
  return make(
    "div",
    { class: "refusal", role: "alert" },
    make("h3", {}, title),
    make("p", {}, foreign(message, 1000)),
    advice === undefined ? undefined : make("p", { class: "quiet" }, advice),
    // A person's own mistake has no code, and its words are enough.
    /^[A-Z_]+$/.test(code) ? make("p", { class: "place" }, make("code", {}, code), at) : undefined,
  );
}

/** The refusal in a sentence or two: first what it means, then what was found, its code and its place. */
export function sentence(refusal: Refusal): string {
  const { code, message, offset } = refusal;
  if (code === "SOURCE_CHANGED") return "The file was changed or removed since it was chosen: choose it again";
  const foreign = code === "DATA_CORRUPT" && offset === 0;
  const plain = foreign ? "This is neither .zst nor .h4mk." : PLAIN[code];
  const at = offset === undefined ? "" : ` at byte ${exact(offset)}`;
  const known = /^[A-Z][A-Z_]+$/.test(code) ? ` (${code}${at})` : "";
  return `${plain === undefined ? "" : `${plain} `}${message}${known}`;
}
