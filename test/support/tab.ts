/** A tab of Firefox or WebKitGTK as the suites drive it: the little that both of their drivers can do alike. */

/** One tab, empty at first. What fails in the page or in the driver is thrown. */
export interface Tab {
  /** Loads `url` and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** The value of a JavaScript expression in the page, of a promise what it resolves to: plain data, as JSON has it. */
  evaluate<T = unknown>(expression: string): Promise<T>;
  /** Waits until the expression is truthy, 30 s at most. */
  waitFor(expression: string): Promise<void>;
  /** Clicks in the middle of the element, as a person would. */
  click(selector: string): Promise<void>;
  /** Chooses files in an `<input type=file>`. */
  choose(selector: string, ...paths: string[]): Promise<void>;
  /** What is seen, as a PNG. */
  screenshot(): Promise<Buffer>;
}

/** {@link Tab.waitFor} over {@link Tab.evaluate}. */
export async function until(evaluate: Tab["evaluate"], expression: string): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    if (await evaluate(`Boolean(${expression})`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not true within 30 s: ${expression}`);
}
