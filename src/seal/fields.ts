/** The fields of a JSON object that must be exactly the expected ones: each read as what it must be, or refused. */

import type { H4Error } from "../api/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "./strict-json.js";

/** Makes the error of a refusal. */
export type Refuse = (reason: string) => H4Error;

/** The object `value`, read field by field. `name` is what messages call it. */
export class Fields {
  readonly #object: JsonObject;

  constructor(
    value: JsonValue | undefined,
    private readonly name: string,
    names: readonly string[],
    private readonly refuse: Refuse,
  ) {
    if (!isJsonObject(value)) throw refuse(`${name} is not a JSON object`);
    for (const field of names) {
      if (!(field in value)) throw refuse(`${name} has no ${field}`);
    }
    if (Object.keys(value).length > names.length) throw refuse(`${name} has more than ${names.join(", ")}`);
    this.#object = value;
  }

  value(field: string): JsonValue {
    return this.#object[field]!;
  }

  text(field: string, pattern: RegExp = /^/): string {
    const value = this.#object[field];
    if (typeof value !== "string" || !pattern.test(value)) throw this.#wrong(field);
    return value;
  }

  oneOf<T extends string>(field: string, values: readonly T[]): T {
    const value = this.#object[field];
    const found = values.find((allowed) => allowed === value);
    if (found === undefined) throw this.#wrong(field);
    return found;
  }

  flag(field: string): boolean {
    const value = this.#object[field];
    if (typeof value !== "boolean") throw this.#wrong(field);
    return value;
  }

  /** An integer from 0 to 2^53 - 1. */
  count(field: string): number {
    const value = this.#object[field];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw this.#wrong(field);
    return value;
  }

  #wrong(field: string): H4Error {
    return this.refuse(`${field} of ${this.name} is not what it must be`);
  }
}
