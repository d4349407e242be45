/** The two formats of compressed data, and how a request says which one it means. */

import { invalid } from "./parameters.js";

/** A Zstandard file of any number of frames, or a container. */
export type Format = "zst" | "h4mk";
export const FORMATS: readonly Format[] = ["zst", "h4mk"];

/** RFC 8878 §7.1.1; a container has no registered type. */
export const TYPES: Readonly<Record<Format, string>> = {
  zst: "application/zstd",
  h4mk: "application/vnd.harmony4.h4mk",
};

/** What a request chose, as it wrote it. */
export type Choices<Name extends string> = Partial<Record<Name, string>>;

/** What the query chose and what a form did. @throws Problem `REQUEST_INVALID` where both chose the same thing */
export function choose<Name extends string>(query: Choices<Name>, fields: ReadonlyMap<string, string>): Choices<Name> {
  for (const name of fields.keys()) {
    if (name in query) throw invalid(`${name} is in the query and in the form`, name, 1);
  }
  return { ...query, ...(Object.fromEntries(fields) as Choices<Name>) };
}
