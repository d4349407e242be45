/** The typed errors of promises that must be rejected and of calls that must throw. */
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

/** Fails unless `call` throws an `H4Error`; answers with it. */
export function refusalOf(call: () => unknown): H4Error {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(H4Error);
    return error as H4Error;
  }
  throw new Error("nothing was thrown");
}
