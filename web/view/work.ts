/** One piece of work that takes its time: its progress on the page, and its end when a person wants it. */

import { button, fill, make } from "../dom.js";
import { share } from "../figures.js";
import { type Refusal, refusalBox, refusalOf } from "../refusal.js";

/** Milliseconds between two changes of the words: screen readers say each. */
const WORDS_EVERY = 1000;

/** How work says how far it is. */
export type Report = (done: number, total: number) => void;

/** What came of work: in the page, and as the words that a screen reader says. */
export interface Result {
  readonly shown: Node;
  readonly words: string;
}

export class Work {
  /** The button that starts it is the owner's; this one ends it. */
  readonly cancel = button("Cancel", () => this.controller?.abort(new DOMException("Cancelled", "AbortError")));
  readonly element: HTMLElement;
  private readonly bar = make("progress", { max: 1, value: 0 });
  private readonly words = make("p", { role: "status" });
  private readonly outcome = make("div", {});
  private controller: AbortController | undefined;
  private said = 0;

  constructor(label: string) {
    this.bar.setAttribute("aria-label", label);
    this.bar.hidden = true;
    this.cancel.disabled = true;
    this.element = make("div", { class: "work" }, this.bar, this.words, this.outcome);
  }

  get running(): boolean {
    return this.controller !== undefined;
  }

  /**
   * Does `task`, ending what still runs. Its answer is shown; a refusal is shown as one, under `title`, and given to
   * `onRefused`. What ends because `outer` does is not shown at all.
   */
  async run(
    title: string,
    outer: AbortSignal,
    task: (signal: AbortSignal, report: Report) => Promise<Result>,
    onRefused?: (refusal: Refusal) => void,
  ): Promise<void> {
    this.controller?.abort();
    const own = new AbortController();
    this.controller = own;
    const signal = AbortSignal.any([own.signal, outer]);
    this.begin();
    try {
      const { shown, words } = await task(signal, (done, total) => this.report(done, total));
      signal.throwIfAborted();
      fill(this.outcome, shown);
      this.words.textContent = words;
      this.words.classList.add("visually-hidden");
    } catch (error) {
      if (outer.aborted || this.controller !== own) return;
      if (own.signal.aborted) this.words.textContent = "Cancelled: nothing was kept";
      else this.refuse(title, refusalOf(error), onRefused);
    } finally {
      if (this.controller === own) this.end();
    }
  }

  private refuse(title: string, refusal: Refusal, onRefused?: (refusal: Refusal) => void): void {
    this.words.textContent = "";
    fill(this.outcome, refusalBox(title, refusal));
    onRefused?.(refusal);
  }

  private begin(): void {
    this.cancel.disabled = false;
    this.bar.hidden = false;
    this.bar.value = 0;
    this.words.textContent = "Working";
    this.words.classList.remove("visually-hidden");
    this.said = performance.now();
    fill(this.outcome);
  }

  private end(): void {
    this.controller = undefined;
    this.cancel.disabled = true;
    this.bar.hidden = true;
  }

  private report(done: number, total: number): void {
    this.bar.max = Math.max(total, done, 1);
    this.bar.value = done;
    if (performance.now() - this.said < WORDS_EVERY) return;
    this.said = performance.now();
    this.words.textContent = `${share(done, Math.max(total, done))} done`;
  }
}
