/** The seal: which engine was verified, what that proves and what not, and a comparison with a fingerprint from elsewhere. */

import type { EngineInfo } from "../src/index.js";
import { announce, byId, make } from "./dom.js";
import { counted } from "./figures.js";

/** Digits of a fingerprint that are shown together: as many as an eye holds. */
const GROUP = 8;

/** What each field says, in words; the names are those of the library. */
const FIELDS: readonly (readonly [name: keyof EngineInfo, words: (value: unknown) => string])[] = [
  ["engine_id", () => "stands for the bytes that the engine writes"],
  ["verified", (value) => (value === true ? "hashed, and compared before it ran" : "not compared with a known digest")],
  [
    "seal_scope",
    (value) => (value === "bytes" ? "the very bytes that run, in this browser" : "the file that it was built from"),
  ],
  [
    "seal_level",
    (value) => (value === "fingerprint" ? "you pinned its fingerprint" : "nobody pinned it on this page yet"),
  ],
  ["sealed", (value) => (value === true ? "your pin matched" : "becomes true when a pin of yours matches")],
];

/** Shows what runs and what was proved about it. */
export function showSeal(info: EngineInfo): void {
  const print = byId("fingerprint", HTMLElement);
  const groups = info.fingerprint.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
  print.replaceChildren(...groups.map((group) => make("span", {}, group)));
  const list = byId("seal", HTMLDListElement);
  list.replaceChildren();
  for (const [name, words] of FIELDS) {
    const value = info[name];
    list.append(
      make("dt", {}, name),
      make("dd", {}, make("code", {}, String(value)), " ", make("small", {}, words(value))),
    );
  }
  byId("proved", HTMLUListElement).replaceChildren(...proved(info).map((text) => make("li", {}, text)));
  byId("seal-facts", HTMLElement).hidden = false;
  const badge = byId("badge", HTMLElement);
  badge.dataset.state = info.sealed ? "sealed" : "verified";
  byId("badge-text", HTMLElement).textContent = info.sealed
    ? `Engine sealed ${info.fingerprint.slice(0, GROUP)}`
    : `Engine verified ${info.fingerprint.slice(0, GROUP)}`;
}

/** No word more than was proved. */
function proved({ sealed, seal_scope, engine_id }: EngineInfo): string[] {
  const when =
    seal_scope === "bytes"
      ? "Before any of it ran, this page hashed the engine in your browser, and the SHA-256 was the one that the page was built with: the engine is whole, and the one it says it is."
      : "When this page was built, the engine was hashed, and the SHA-256 was the one that the page was built with.";
  const whose = sealed ? ["It was also the fingerprint that you gave: the engine is the one you meant."] : [];
  return [
    when,
    ...whose,
    `The same file, level and format give the same bytes wherever ${engine_id} runs: no name, time or place of yours is in them.`,
  ];
}

/** Nothing runs, so that there is nothing to say about it. */
export function showRefusal(): void {
  byId("seal-facts", HTMLElement).hidden = true;
  byId("badge", HTMLElement).dataset.state = "refused";
  byId("badge-text", HTMLElement).textContent = "Engine refused";
}

/** What a person compares with, as digits: what surrounds them on other pages is not part of it. */
function pinOf(text: string): string {
  return text.replace(/\s+/g, "").replace(/^sha-?256[:=]/i, "");
}

/** Digits of a SHA-256. */
const PIN = /^[0-9a-f]{64}$/i;

/** The form that compares: `use` starts an engine under the pin, or with none where it is removed. */
export function listenToPin(use: (pin: string | undefined) => Promise<EngineInfo>): void {
  const form = byId("pin-form", HTMLFormElement);
  const field = byId("pin", HTMLInputElement);
  const remove = byId("unpin", HTMLButtonElement);
  /** Whether a pin stopped the engine. */
  let stopped = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void compare(pinOf(field.value));
  });
  remove.addEventListener("click", () => {
    field.value = "";
    void release();
  });

  async function compare(pin: string): Promise<void> {
    // A slip of the hand is no pin: it ends nothing that runs.
    if (!PIN.test(pin))
      return refuse(`This is no fingerprint: ${counted(pin.length, "character")}, not 64 hexadecimal digits.`);
    remove.hidden = false;
    try {
      const { fingerprint } = await use(pin);
      stopped = false;
      verdict("match", `The same: the engine of this page is ${fingerprint.slice(0, GROUP)}…, the one you gave.`);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      stopped = true;
      refuse(code === "SEAL_ALTERED" ? "Not the same: this page has another engine than the one you gave." : message);
    }
  }

  function refuse(words: string): void {
    field.setAttribute("aria-invalid", "true");
    verdict("differ", stopped ? `${words} Nothing runs until you remove the pin.` : words);
  }

  async function release(): Promise<void> {
    remove.hidden = true;
    field.focus();
    try {
      await use(undefined);
      stopped = false;
      verdict("none", "");
    } catch (error) {
      verdict("differ", (error as Error).message);
    }
  }

  function verdict(state: "match" | "differ" | "none", text: string): void {
    if (state !== "differ") field.removeAttribute("aria-invalid");
    const output = byId("verdict", HTMLOutputElement);
    output.dataset.state = state;
    output.textContent = text;
  }
}

/** The button that copies the fingerprint. Where a page may not, its digits are selected for the person to do it. */
export function listenToCopy(): void {
  const button = byId("copy", HTMLButtonElement);
  const print = byId("fingerprint", HTMLElement);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(print.textContent ?? "");
      button.textContent = "Copied";
      announce("Fingerprint copied");
    } catch {
      getSelection()?.selectAllChildren(print);
      button.textContent = "Selected";
      announce("Fingerprint selected: copy it with the keyboard");
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  });
}
