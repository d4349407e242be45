/** Reading a range of the content: what it cost in requests and bytes, what it proves, a preview, a download. */

import { button, fill, make, terms } from "../dom.js";
import { exact, share, sizeInFull } from "../figures.js";
import { foreignText } from "../foreign.js";
import { hasPickers, type Kept, keep, MEMORY, type Place, pickPlace } from "../places.js";
import type { Content } from "./content.js";
import type { Stage } from "./file-view.js";
import { preview } from "./preview.js";
import type { Source } from "./source.js";
import { type Result, Work } from "./work.js";

/** What the fields say at first: no more than a look. */
const FIRST_RANGE = 64 << 10;

/** What one reading cost. */
interface Cost {
  requests: number;
  bytes: number;
}

export class RangePanel {
  readonly element: HTMLElement;
  private readonly from = make("input", { type: "number", id: "view-from", min: 0, step: 1, required: true });
  private readonly to = make("input", { type: "number", id: "view-to", min: 0, step: 1, required: true });
  private readonly work = new Work("Progress of reading");
  private readonly cost = make("div", { class: "cost" });
  /** What the page holds of the results that are shown, and how it is let go. */
  private readonly held: (() => void)[] = [];

  constructor(
    private readonly source: Source,
    private readonly content: () => Content,
    private readonly stage: Stage,
  ) {
    const { size } = content();
    if (size !== undefined) {
      this.from.max = this.to.max = `${size}`;
      this.from.value = "0";
      this.to.value = `${Math.min(size, FIRST_RANGE)}`;
    }
    this.element = make(
      "section",
      { "aria-label": "Content" },
      make("h3", {}, "Read the content"),
      size === undefined ? make("p", {}, WHOLE_ONLY) : this.form(size),
      make(
        "div",
        { class: "controls" },
        button("Save the whole content", () => void this.saveAll()),
        this.work.cancel,
      ),
      this.work.element,
      this.cost,
    );
  }

  private form(size: number): HTMLElement {
    const form = make(
      "form",
      { class: "range" },
      make("label", { for: "view-from" }, "From byte"),
      this.from,
      make("label", { for: "view-to" }, "Up to, without byte"),
      this.to,
      make("button", { type: "submit" }, "Read the range"),
      make(
        "p",
        { class: "quiet" },
        `The content has ${sizeInFull(size)}. Whole blocks are read, and checked before a byte is shown.`,
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.read(this.from.valueAsNumber, this.to.valueAsNumber);
    });
    return form;
  }

  /** Puts a range into the fields, and the keyboard there. */
  take(from: number, to: number): void {
    this.from.value = `${from}`;
    this.to.value = `${to}`;
    this.from.focus();
  }

  get busy(): boolean {
    return this.work.running;
  }

  /** Lets the results go. */
  close(): void {
    for (const release of this.held.splice(0)) release();
  }

  private async read(from: number, to: number): Promise<void> {
    await this.run(to - from, async (signal, pieces) => {
      if (from > to) throw new RangeError(`The range ends at ${exact(to)}, before it begins at ${exact(from)}`);
      const name = `${this.plainName()}.${from}-${to}`;
      const kept = await keep(MEMORY, name, signal, () => Promise.resolve(pieces(from, to)));
      return done(this.proof(), this.link(kept, name), await preview(kept.blob!, from));
    });
  }

  private async saveAll(): Promise<void> {
    const size = this.content().size ?? Number.NaN;
    const name = this.plainName();
    const place: Place | undefined = hasPickers() ? await pickPlace([name]) : this.stage.place();
    if (place === undefined) return; // The person chose none.
    await this.run(size, async (signal, pieces) => {
      const kept = await keep(place, name, signal, () => Promise.resolve(pieces(0, size)));
      return done(this.proof(), this.link(kept, name));
    });
  }

  private async run(
    wanted: number,
    task: (
      signal: AbortSignal,
      pieces: (from: number, to: number) => AsyncIterable<Uint8Array<ArrayBuffer>>,
    ) => Promise<Result>,
  ): Promise<void> {
    const { traffic } = this.source;
    const before = { requests: traffic.requests, bytes: traffic.bytes };
    const spent = () => ({ requests: traffic.requests - before.requests, bytes: traffic.bytes - before.bytes });
    const show = () => this.showCost(spent(), wanted);
    traffic.listeners.add(show);
    this.close();
    show();
    await this.work.run("Refused: nothing of it is given out", this.stage.signal, (signal, report) => {
      const pieces = (from: number, to: number) => told(this.content().pieces(from, to, signal), wanted, report);
      return task(signal, pieces);
    });
    traffic.listeners.delete(show);
    show();
  }

  private showCost({ requests, bytes }: Cost, wanted: number): void {
    const { remote, size } = this.source;
    fill(
      this.cost,
      terms(
        [
          [remote ? "Requests" : "Reads", exact(requests)],
          [remote ? "Transferred" : "Read", sizeInFull(bytes)],
          ["Of the file", `${share(bytes, size)} of ${sizeInFull(size)}`],
          ["Asked for", Number.isNaN(wanted) ? undefined : sizeInFull(Math.max(0, wanted))],
          ["Against what was asked for", wanted > 0 ? share(bytes, wanted) : undefined],
        ],
        { class: "figures", "aria-label": "What it cost" },
      ),
    );
  }

  private proof(): HTMLElement {
    return make("p", {}, this.content().proof);
  }

  private link({ size, blob, remove }: Kept, name: string): HTMLElement {
    if (blob === undefined) return make("p", {}, `Saved: ${sizeInFull(size)}`);
    const url = URL.createObjectURL(blob);
    this.held.push(() => {
      URL.revokeObjectURL(url);
      void remove();
    });
    const link = make("a", { class: "download", href: url, download: name }, `Download ${name} (${sizeInFull(size)})`);
    return make("p", {}, link);
  }

  private plainName(): string {
    const bare = this.source.name.replace(/\.(zst|h4mk)$/i, "");
    return foreignText(bare === this.source.name ? `${bare}.content` : bare, 200);
  }
}

function done(...shown: readonly HTMLElement[]): Result {
  return { shown: make("div", {}, ...shown), words: "Done" };
}

const WHOLE_ONLY = "No header says how long the content is, so no range of it can be found without decoding all.";

/** Milliseconds of work after which the page has its turn. */
const TURN = 16;

/** `pieces`, each told to `report` as it comes, with turns for the page between them. */
async function* told(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  total: number,
  report: (done: number, total: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let done = 0;
  let began = performance.now();
  for await (const piece of pieces) {
    done += piece.length;
    report(done, Number.isNaN(total) ? done : total);
    yield piece;
    if (performance.now() - began < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}
