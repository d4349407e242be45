/** The typed error of a promise that must be rejected. */
import { expect } from "vitest";
import { H4Error } from "../../src/index.js";

/** Fails unless `promise` is rejected with an `H4Error`; answers with it. */
export async function failure(promise: Promise<unknown>): Promise<H4Error> {
  const error = await promise.then(
    () => "nothing was thrown",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(H4Error);
  return error as H4Error;
}
