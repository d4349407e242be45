/** The progress bar: on stderr, only when that is a terminal, and only once there is something to wait for. CLI.md. */

import { SingleBar } from "cli-progress";
import { printable, size } from "./figures.js";

/** Work that is over before this many milliseconds never shows a bar: it would only flicker. */
const PATIENCE_MS = 150;

/** Shows how much of a file has been read and written. Silent when stderr is not a terminal. */
export class ProgressBar {
  #bar: SingleBar | undefined;
  readonly #began = performance.now();

  /** `total` is the number of bytes to read, where it is known. */
  constructor(
    private readonly name: string,
    private readonly total: number | undefined,
    private readonly enabled: boolean,
  ) {}

  update(read: number, written: number): void {
    if (!this.enabled) return;
    const figures = { name: printable(this.name), from: size(read), to: size(written) };
    if (this.#bar !== undefined) this.#bar.update(Math.min(read, this.total ?? read), figures);
    else if (performance.now() - this.#began >= PATIENCE_MS) this.#bar = this.#start(read, figures);
  }

  /** Takes the bar off the screen. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(read: number, figures: object): SingleBar {
    const bar = new SingleBar({
      format: this.total === undefined ? "{name} {from} → {to}" : "{name} [{bar}] {percentage}% {from} → {to}",
      stream: process.stderr,
      barsize: 24,
      barCompleteChar: "=",
      barIncompleteChar: " ",
      fps: 10,
      clearOnComplete: true,
      hideCursor: false,
      gracefulExit: false, // signals are handled once, where unfinished files are removed
      linewrap: true,
    });
    bar.start(this.total ?? 0, read, figures);
    return bar;
  }
}
