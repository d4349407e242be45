/** The name that an answer is saved under, made of one that a client chose. RFC 6266, RFC 8187 */

/** Longest name that is suggested, in characters. */
const LENGTH_MAX = 120;
/** What names of files must not have, here or there: separators, wildcards, quotes; and what cannot be seen. */
const UNSAFE = /[/\\:*?"<>|\p{C}\p{Zl}\p{Zp}]/gu;
/** attr-char of RFC 8187: what needs no percent sign beside letters and digits. encodeURIComponent leaves four more. */
const OVERLOOKED = /['()*]/g;

/** The last part of a path, as a name that every system takes; undefined where nothing of it is left. */
export function safeName(name: string): string | undefined {
  const last = name.split(/[/\\]/).at(-1)!.normalize("NFC").replace(UNSAFE, "_");
  // Neither hidden nor a folder; Windows knows no name that ends with a dot or a space.
  const bare = [...last.replace(/^[.\s]+|[.\s]+$/g, "")].slice(0, LENGTH_MAX).join("");
  return bare === "" ? undefined : bare;
}

/** `name` with `extension`, or without it where it is to be taken off. */
export function withExtension(name: string | undefined, extension: string): string | undefined {
  const safe = name === undefined ? undefined : safeName(name);
  return safe === undefined ? undefined : `${safe}${extension}`;
}

/** `name` without one of `extensions` at its end. */
export function withoutExtension(name: string | undefined, extensions: readonly string[]): string | undefined {
  const safe = name === undefined ? undefined : safeName(name);
  const extension = extensions.find((end) => safe?.toLowerCase().endsWith(end) && safe.length > end.length);
  return extension === undefined ? safe : safe!.slice(0, -extension.length);
}

/** Content-Disposition for a name that `safeName` made. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|%/g, "_");
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replace(
    OVERLOOKED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
