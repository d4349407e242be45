/** The first bytes of what was read, as hexadecimal digits or as text. */

import { fill, make } from "../dom.js";
import { exact, sizeText } from "../figures.js";
import { foreign } from "../foreign.js";

/** Bytes that are shown. */
const SHOWN_MAX = 2048;

/** Where fewer bytes fit a row. */
const NARROW = "(max-width: 40rem)";

/** `bytes`, of which the first is at `offset` of the content; shows its first part in two ways. */
export async function preview(blob: Blob, offset: number): Promise<HTMLElement> {
  const bytes = new Uint8Array(await blob.slice(0, SHOWN_MAX).arrayBuffer());
  const body = make("div", {});
  const show = (kind: string) => fill(body, kind === "text" ? text(bytes) : hexadecimal(bytes, offset));
  const choice = (kind: string, words: string, checked: boolean) => {
    const input = make("input", { type: "radio", name: "view-preview", value: kind, checked });
    input.addEventListener("change", () => show(kind));
    return make("label", {}, input, ` ${words}`);
  };
  const readable = looksLikeText(bytes);
  show(readable ? "text" : "hexadecimal");
  const part =
    blob.size > bytes.length ? `The first ${sizeText(bytes.length)} of ${exact(blob.size)} bytes` : "All of it";
  return make(
    "fieldset",
    { class: "preview" },
    make("legend", {}, "Preview"),
    make("p", { class: "quiet" }, part),
    choice("hexadecimal", "Hexadecimal", !readable),
    choice("text", "Text", readable),
    body,
  );
}

/** No zero bytes, and nearly all of it UTF-8. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.includes(0)) return false;
  const decoded = new TextDecoder().decode(bytes);
  return (decoded.match(/\ufffd/g)?.length ?? 0) <= 4;
}

function hexadecimal(bytes: Uint8Array, offset: number): HTMLElement {
  const width = matchMedia(NARROW).matches ? 8 : 16;
  const digits = Math.max(8, (offset + bytes.length).toString(16).length);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const letters = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${(offset + at).toString(16).padStart(digits, "0")}  ${hex.padEnd(3 * width - 1)}  ${letters}`);
  }
  return scrolling(lines.join("\n"));
}

function text(bytes: Uint8Array): HTMLElement {
  const lines = new TextDecoder().decode(bytes).split(/(\r?\n|\t)/);
  return scrolling(...lines.map((part) => (/^(\r?\n|\t)$/.test(part) ? part : foreign(part, SHOWN_MAX))));
}

function scrolling(...content: (Node | string)[]): HTMLElement {
  return make(
    "pre",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Preview of the bytes" },
    ...content,
  );
}
