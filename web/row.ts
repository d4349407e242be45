/** One file in the list of results: its name, how far it is, and what came of it. */

import { button, make } from "./dom.js";
import { duration, ratio, sizeText, speed, timeLeft } from "./figures.js";
import { Pace } from "./pace.js";
import type { Kept } from "./places.js";
import type { Action, Step } from "./work.js";

/** Milliseconds between two changes of the numbers: as often as somebody can read them. */
const INTERVAL = 120;

/** What a result is told with. */
export interface Done {
  readonly action: Action;
  readonly name: string;
  /** Bytes that were read. */
  readonly read: number;
  readonly kept: Kept;
  readonly milliseconds: number;
}

export class Row {
  readonly element: HTMLLIElement;
  private readonly state = make("span", { class: "state" }, "Working");
  private readonly bar: HTMLProgressElement;
  private readonly words = make("p", { class: "words" });
  private readonly actions = make("div", { class: "actions" });
  private readonly pace = new Pace();
  private shownAt = 0;
  private removed: (() => void) | undefined;

  constructor(
    private readonly path: string,
    size: number,
    cancel: () => void,
  ) {
    this.bar = make("progress", { max: 1, value: 0, "aria-label": `Progress of ${path}` });
    const slash = path.lastIndexOf("/") + 1;
    const name = make(
      "p",
      { class: "name" },
      make("span", { class: "folder" }, path.slice(0, slash)),
      path.slice(slash),
    );
    this.words.textContent = sizeText(size);
    this.actions.append(rowButton("Cancel", `Cancel ${path}`, cancel));
    this.element = make("li", { class: "row" }, name, this.state, this.bar, this.words, this.actions);
    this.element.dataset.state = "working";
  }

  /** Calls `listener` when the person removes the result. */
  onRemove(listener: () => void): void {
    this.removed = listener;
  }

  step({ read, total, content }: Step): void {
    this.pace.add(read, content);
    const now = performance.now();
    if (now - this.shownAt < INTERVAL) return;
    this.shownAt = now;
    this.bar.value = total === 0 ? 0 : read / total;
    const { recent } = this.pace;
    const left = this.pace.left(total);
    this.words.textContent = [
      `${Math.floor((100 * read) / Math.max(total, 1))} %`,
      recent.content > 0 ? speed(recent.content, recent.milliseconds) : undefined,
      left === undefined ? undefined : timeLeft(left),
    ]
      .filter((part) => part !== undefined)
      .join(" · ");
  }

  done({ action, name, read, kept, milliseconds }: Done): void {
    const [content, compressed] = action === "compress" ? [read, kept.size] : [kept.size, read];
    const { blob } = kept;
    const parts = [
      `${sizeText(read)} → ${sizeText(kept.size)}`,
      `ratio ${ratio(content, compressed)}`,
      duration(milliseconds),
    ];
    if (content > 0) parts.push(speed(content, milliseconds));
    this.end("done", blob === undefined ? "Saved" : "Done", parts.join(" · "));
    if (blob === undefined) return;
    const url = URL.createObjectURL(blob);
    const link = make(
      "a",
      { class: "button small", href: url, download: name.replaceAll("/", "_"), "aria-label": `Download ${name}` },
      "Download",
    );
    const remove = rowButton("Remove", `Remove ${name}`, () => {
      URL.revokeObjectURL(url);
      void kept.remove();
      this.leave();
    });
    this.replaceActions(link, remove);
  }

  /** Nothing of a file that was not read to its end is offered: its first part may be right, but nobody knows. */
  refused(error: unknown): void {
    const { code, message } = error as { code?: unknown; message: string };
    const suffix = typeof code === "string" ? ` (${code})` : "";
    this.end("refused", "Refused", `Refused, nothing was kept: ${message}${suffix}`);
    this.replaceActions(rowButton("Remove", `Remove ${this.path}`, () => this.leave()));
  }

  cancelled(): void {
    this.end("cancelled", "Cancelled", "Cancelled: nothing was kept");
    this.replaceActions(rowButton("Remove", `Remove ${this.path}`, () => this.leave()));
  }

  private end(state: string, label: string, words: string): void {
    this.element.dataset.state = state;
    this.state.textContent = label;
    this.words.textContent = words;
    this.bar.remove();
    this.actions.hidden = false;
  }

  /** Whoever was on a button of this row stays in it. */
  private replaceActions(...actions: HTMLElement[]): void {
    const focused = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(...actions);
    if (focused) actions[0]?.focus();
  }

  /** The next row, or the one before, has the focus then. */
  private leave(): void {
    const near = this.element.nextElementSibling ?? this.element.previousElementSibling;
    near?.querySelector<HTMLElement>("a, button")?.focus();
    this.element.remove();
    this.removed?.();
  }
}

function rowButton(text: string, label: string, act: () => void): HTMLButtonElement {
  return button(text, act, { class: "quiet small", "aria-label": label });
}
