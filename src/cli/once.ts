/** A step that several items of a checklist need: taken once, and what it failed with is what each of them fails with. */

/** Gives the result of the step, or rejects as it did. */
export type Once<T> = () => Promise<T>;

/** `step`, taken when it is first asked for. */
export function once<T>(step: () => Promise<T>): Once<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= step();
    return result;
  };
}
