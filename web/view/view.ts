/** The viewer: a container or Zstandard data, from a file or a URL, opened into a part of the page. */

import type { Engine } from "../../src/index.js";
import { type Dropped, ofDrop } from "../choose.js";
import { button, fill, make } from "../dom.js";
import { counted, share, sizeText } from "../figures.js";
import { foreign, foreignText } from "../foreign.js";
import { MEMORY, type Place } from "../places.js";
import { refusalBox, refusalOf } from "../refusal.js";
import { ContainerView } from "./container-view.js";
import type { FileView } from "./file-view.js";
import { FramesView } from "./frames-view.js";
import { openFile, openUrl, type Source } from "./source.js";

/** A mounted viewer. */
export interface View {
  /** Opens `source` in the place of what is open. A refusal is shown, not thrown. */
  open(source: File | URL | string): Promise<void>;
  /** Opens the first of what was dropped, and says that it is one of several. */
  openDropped(dropped: Dropped): Promise<void>;
  /** Whether a content is being read or saved, which ends with the page. */
  readonly busy: boolean;
  /** Ends what runs, and lets go what is open. */
  close(): void;
}

/** What is open. */
interface Session {
  readonly controller: AbortController;
  view?: FileView;
}

/**
 * Puts a viewer into `root`, whose content it replaces. `place` is where contents go that are kept for a download. Needs
 * view.css.
 *
 * @example
 * const view = mountView(document.querySelector("#view"), await createEngine());
 * await view.open(file);
 */
export function mountView(root: HTMLElement, engine: Engine, place: () => Place = () => MEMORY): View {
  return new Viewer(root, engine, place);
}

class Viewer implements View {
  private session: Session | undefined;
  private readonly status = make("p", { class: "status", role: "status" }, "Nothing is open");
  private readonly body = make("div", {});
  private readonly file = make("input", { type: "file", id: "view-file", accept: ".h4mk,.zst,.zstd,application/zstd" });
  private readonly url = make("input", {
    type: "url",
    id: "view-url",
    placeholder: "https://",
    autocomplete: "off",
    required: true,
    "aria-describedby": "view-url-help",
  });
  private readonly closer = button("Close", () => this.closeByHand(), { hidden: true });

  constructor(
    root: HTMLElement,
    private readonly engine: Engine,
    private readonly place: () => Place,
  ) {
    root.classList.add("view");
    fill(root, this.opener(), make("div", { class: "bar" }, this.status, this.closer), this.body);
  }

  private opener(): HTMLElement {
    const help = "Your browser asks that server alone, for the bytes that are needed; each request is counted.";
    const drop = make(
      "div",
      { class: "drop" },
      make("label", { for: "view-file" }, "A file: .h4mk or .zst"),
      this.file,
      make("p", { class: "quiet" }, "Or drop one here. It stays on your machine."),
    );
    const form = make(
      "form",
      { class: "by-url" },
      make("label", { for: "view-url" }, "Or its address"),
      this.url,
      make("button", { type: "submit" }, "Open it"),
      make("p", { id: "view-url-help", class: "quiet" }, help),
    );
    // So that the same file can be chosen again, after it was changed for one.
    this.file.addEventListener("click", () => {
      this.file.value = "";
    });
    this.file.addEventListener("change", () => {
      const chosen = this.file.files?.[0];
      if (chosen !== undefined) void this.open(chosen);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.open(this.url.value);
    });
    this.takeDrops(drop);
    return make("div", { class: "opener" }, drop, form);
  }

  private takeDrops(target: HTMLElement): void {
    target.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      target.classList.add("over");
    });
    target.addEventListener("dragleave", () => target.classList.remove("over"));
    target.addEventListener("drop", (event) => {
      target.classList.remove("over");
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      void ofDrop(event.dataTransfer).then((dropped) => this.openDropped(dropped));
    });
  }

  async openDropped({ files, unreadable }: Dropped): Promise<void> {
    const [first] = files;
    if (first === undefined) {
      return this.tell(
        unreadable.length > 0 ? "What was dropped cannot be read" : "There is no file in what was dropped",
      );
    }
    const note =
      files.length > 1 ? `The first of ${counted(files.length, "file")}: one is opened at a time` : undefined;
    await this.open(first.file, note);
  }

  get busy(): boolean {
    return this.session?.view?.busy ?? false;
  }

  async open(what: File | URL | string, note?: string): Promise<void> {
    this.close();
    if (what !== this.file.files?.[0]) this.file.value = "";
    const session: Session = { controller: new AbortController() };
    this.session = session;
    const { signal } = session.controller;
    this.closer.hidden = false;
    this.tell("Opening");
    try {
      const source = what instanceof File ? await openFile(what) : await openUrl(addressOf(what), signal);
      signal.throwIfAborted();
      const tell = (words: string) => {
        if (!signal.aborted) this.tell(words);
      };
      const stage = { engine: this.engine, place: this.place, signal, tell };
      const view = source.kind === "h4mk" ? new ContainerView(source, stage) : new FramesView(source, stage);
      session.view = view;
      fill(this.body, this.heading(source, note), view.element);
      await view.open();
    } catch (error) {
      if (signal.aborted) return;
      const refusal = refusalOf(error);
      this.body.prepend(refusalBox("This could not be opened", refusal));
      this.tell(`Refused: ${refusal.code}`);
    }
  }

  /** The button is gone then, and who pressed it is where another file is chosen. */
  private closeByHand(): void {
    this.close();
    this.file.value = "";
    this.file.focus();
  }

  close(): void {
    const { session } = this;
    if (session === undefined) return;
    this.session = undefined;
    session.controller.abort();
    session.view?.close();
    fill(this.body);
    this.closer.hidden = true;
    this.tell("Nothing is open");
  }

  private heading(source: Source, note?: string): HTMLElement {
    const cost = make("p", { class: "traffic" });
    const show = () => {
      const { requests, bytes } = source.traffic;
      const [asked, came] = source.remote ? ["request", "transferred"] : ["read", "read"];
      const words = `${counted(requests, asked)}, ${sizeText(bytes)} ${came}: ${share(bytes, source.size)} of the file`;
      if (cost.textContent !== words) cost.textContent = words;
    };
    source.traffic.listeners.add(show);
    show();
    const { redirectedTo } = source;
    const elsewhere = redirectedTo && make("p", { class: "quiet" }, "Redirected to ", foreign(redirectedTo, 200));
    const said = note === undefined ? undefined : make("p", { class: "quiet" }, note);
    return make(
      "div",
      { class: "heading" },
      make("h2", {}, foreign(source.name, 120)),
      cost,
      elsewhere || undefined,
      said,
    );
  }

  private tell(words: string): void {
    this.status.textContent = words;
  }
}

/** An address that a person typed, or a TypeError that says what is wrong with it. */
function addressOf(what: URL | string): URL {
  let url: URL;
  try {
    url = new URL(what, location.href);
  } catch {
    throw new TypeError(`This is no address: ${foreignText(`${what}`, 100)}`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`An address begins with https:// or http://, not with ${foreignText(url.protocol, 20)}//`);
  }
  return url;
}
