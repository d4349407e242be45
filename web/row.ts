/** One file in the list of results: its name, how far it is, and what came of it. */

import { button, fill, make } from "./dom.js";
import { duration, ratio, sizeText, speed, timeLeft } from "./figures.js";
import { foreign, foreignText } from "./foreign.js";
import { Pace } from "./pace.js";
import type { Kept } from "./places.js";
import { refusalOf, sentence } from "./refusal.js";
import type { Step, Task } from "./work.js";

/** Milliseconds between two changes of the numbers: as often as somebody can read them. */
const INTERVAL = 120;

/** Bytes of content from which on a speed says something: before that it is the time of the browser. */
export const SPEED_FROM = 1 << 20;

/** What a result is told with. */
export interface Done {
  readonly task: Task;
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
  private readonly name = make("p", { class: "name" });
  private readonly words = make("p", { class: "words" });
  private readonly actions = make("div", { class: "actions" });
  private readonly pace = new Pace();
  private shownAt = 0;
  private removed: (() => void) | undefined;
  private release: (() => void) | undefined;

  constructor(
    private readonly path: string,
    size: number,
    cancel: () => void,
  ) {
    this.bar = make("progress", { max: 1, value: 0, "aria-label": `Progress of ${foreignText(path)}` });
    this.call(path);
    this.words.textContent = sizeText(size);
    this.actions.append(rowButton("Cancel", `Cancel ${foreignText(path)}`, cancel));
    this.element = make("li", { class: "row" }, this.name, this.state, this.bar, this.words, this.actions);
    this.element.dataset.state = "working";
  }

  /** Shows `path`, its folders aside. */
  private call(path: string): void {
    const slash = path.lastIndexOf("/") + 1;
    fill(this.name, make("span", { class: "folder" }, foreign(path.slice(0, slash))), foreign(path.slice(slash)));
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

  done({ task, name, read, kept, milliseconds }: Done): void {
    const compressing = task.action === "compress";
    const [content, compressed] = compressing ? [read, kept.size] : [kept.size, read];
    const { blob } = kept;
    const parts = [`${sizeText(read)} → ${sizeText(kept.size)}`];
    if (content > 0) parts.push(`ratio ${ratio(content, compressed)}`);
    if (compressing) parts.push(`level ${task.level}`);
    parts.push(duration(milliseconds));
    if (content >= SPEED_FROM) parts.push(speed(content, milliseconds));
    this.end("done", blob === undefined ? "Saved" : "Done", parts.join(" · "));
    if (blob === undefined) this.replaceActions(this.remover(name, "Remove from list"));
    else this.offer(name, kept, blob);
  }

  private offer(name: string, kept: Kept, blob: Blob): void {
    this.call(name);
    const url = URL.createObjectURL(blob);
    this.release = () => {
      URL.revokeObjectURL(url);
      void kept.remove();
    };
    const label = `Download ${foreignText(name)}`;
    const link = make(
      "a",
      { class: "button small", href: url, download: name.replaceAll("/", "_"), "aria-label": label },
      "Download",
    );
    this.replaceActions(link, this.remover(name));
  }

  /** Nothing of a file that was not read to its end is offered: its first part may be right, but nobody knows. */
  refused(error: unknown): void {
    this.end("refused", "Refused", `Refused, nothing was kept: ${sentence(refusalOf(error))}`);
    this.replaceActions(this.remover(this.path));
  }

  cancelled(): void {
    this.end("cancelled", "Cancelled", "Cancelled: nothing was kept");
    this.replaceActions(this.remover(this.path));
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

  /** What was saved to disk stays there, and the words must not sound as if it did not. */
  private remover(name: string, text = "Remove"): HTMLButtonElement {
    return rowButton(text, text.replace("Remove", `Remove ${foreignText(name)}`), () => {
      // The next row, or the one before, has the focus then.
      const near = this.element.nextElementSibling ?? this.element.previousElementSibling;
      near?.querySelector<HTMLElement>("a, button")?.focus();
      this.remove();
    });
  }

  /** Takes the row away, and lets go what it holds. */
  remove(): void {
    this.release?.();
    this.element.remove();
    this.removed?.();
  }
}

function rowButton(text: string, label: string, act: () => void): HTMLButtonElement {
  return button(text, act, { class: "quiet small", "aria-label": label });
}
