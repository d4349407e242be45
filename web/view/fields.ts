/** META and SAFE as a reader takes them in. Whatever is in them was written by a stranger. docs/format-h4mk.md */

import { json } from "../../src/container/json.js";
import type { ContainerInfo } from "../../src/container.js";
import { type Child, make, table, terms } from "../dom.js";
import { exact } from "../figures.js";
import { foreign } from "../foreign.js";

/** Fields that are listed of META and SAFE each. */
const FIELDS_MAX = 200;
/** Characters of their JSON that are shown. */
const JSON_MAX = 20_000;

/** The names of `compression`, as they are told. Promise S43 */
const SEAL: readonly (readonly [string, string])[] = [
  ["engine", "Engine"],
  ["engine_id", "Engine id"],
  ["fingerprint", "SHA-256 of the engine"],
  ["codec", "Codec of the blocks"],
  ["sealed", "Writer had pinned the fingerprint"],
  ["deterministic", "Same input, same bytes"],
  ["identity_safe", "No identity of the writer in the blocks"],
  ["opaque", "Only that engine decodes it"],
];

/** Who made the container, by its own account. */
export function sealFields({ compression, authenticated }: ContainerInfo): HTMLElement {
  const words = authenticated
    ? "The root or key that you gave stands behind these words."
    : "These are the container's own words. Nothing that you trust stands behind them yet: whoever writes a container can say this.";
  const record = compression as Readonly<Record<string, unknown>> | undefined;
  const said = SEAL.map(([key, name]) => [name, value(record?.[key])] as const);
  return make(
    "section",
    { "aria-label": "Who made it" },
    make("h3", {}, "Who made it"),
    record === undefined ? make("p", {}, "META says nothing about an engine.") : terms(said),
    make("p", { class: "quiet" }, words),
  );
}

function value(said: unknown): Child {
  if (said === undefined) return undefined;
  if (typeof said === "boolean") return said ? "yes" : "no";
  return foreign(String(said));
}

/** The fields of META or SAFE; `left` names one that is shown elsewhere. */
export function jsonFields(name: string, fields: object, left?: string): HTMLElement {
  const rows: Child[][] = [];
  const more = flatten(fields, "", rows, left);
  return make(
    "section",
    { "aria-label": name },
    make("h3", {}, name),
    rows.length === 0
      ? make("p", {}, left === undefined ? "Nothing is in it." : "Nothing else is in it.")
      : table(`Fields of ${name}`, ["Field", "Value"], rows),
    more ? make("p", { class: "quiet" }, `The first ${FIELDS_MAX} fields are listed.`) : undefined,
    rows.length === 0
      ? undefined
      : make("details", {}, make("summary", {}, `${name} as JSON`), scrolling(name, json(fields, true))),
  );
}

function scrolling(name: string, text: string): HTMLElement {
  const attributes = { class: "scroll", tabindex: 0, role: "region", "aria-label": `${name} as JSON` };
  const lines = text.slice(0, JSON_MAX).split("\n");
  const shown = lines.flatMap((line) => [foreign(line, JSON_MAX), "\n"]);
  const left = text.length - JSON_MAX;
  return make(
    "pre",
    attributes,
    ...shown,
    left > 0 ? make("span", { class: "cut" }, `… and ${exact(left)} more characters`) : undefined,
  );
}

/** Every value with the path to it; whether there are more than fit. */
function flatten(node: unknown, path: string, rows: Child[][], left?: string): boolean {
  const entries = typeof node === "object" && node !== null ? Object.entries(node) : [];
  if (path !== "" && entries.length === 0) {
    if (rows.length === FIELDS_MAX) return true;
    const text = typeof node === "object" && node !== null ? (Array.isArray(node) ? "[]" : "{}") : String(node);
    rows.push([foreign(path, 200), typeof node === "string" && node === "" ? "(empty)" : foreign(text)]);
    return false;
  }
  const list = Array.isArray(node);
  for (const [key, item] of entries) {
    if (path === "" && key === left) continue;
    const deeper = list ? `${path}[${key}]` : path === "" ? key || '""' : `${path}.${key}`;
    if (flatten(item, deeper, rows)) return true;
  }
  return false;
}
