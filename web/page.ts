/** The page: a person's files, compressed or decompressed on their own machine, and the seal of what does it. */

import { VERSION } from "../src/api/version.js";
import { createEngine, type Engine, type EngineInfo, type Progress } from "../src/index.js";
import { type Format, type Result, run, type Task } from "./work.js";

/** What of the page this script touches, by id. */
interface Elements {
  version: HTMLElement;
  form: HTMLFormElement;
  drop: HTMLElement;
  files: HTMLInputElement;
  chosen: HTMLElement;
  settings: HTMLFieldSetElement;
  level: HTMLInputElement;
  "level-value": HTMLElement;
  format: HTMLSelectElement;
  start: HTMLButtonElement;
  cancel: HTMLButtonElement;
  status: HTMLElement;
  results: HTMLElement;
  seal: HTMLElement;
  proof: HTMLElement;
}

function element<Id extends keyof Elements>(id: Id): Elements[Id] {
  return document.getElementById(id) as Elements[Id];
}

let engine: Engine | undefined;
let files: readonly File[] = [];
/** Ends the work at hand; undefined while there is none. */
let work: AbortController | undefined;

function show(): void {
  const { action } = chosenTask();
  element("chosen").textContent = files.length === 0 ? "No file chosen" : files.map(({ name }) => name).join(", ");
  element("settings").disabled = action === "decompress";
  element("start").textContent = action === "compress" ? "Compress" : "Decompress";
  element("start").disabled = engine === undefined || files.length === 0 || work !== undefined;
  element("cancel").disabled = work === undefined;
  element("level-value").textContent = element("level").value;
}

function chosenTask(): Task {
  const action = new FormData(element("form")).get("action") as Task["action"];
  return { action, level: element("level").valueAsNumber, format: element("format").value as Format };
}

/** One file after the other: a failure is told at its file, and the next has its turn. */
async function workThrough(settled: Engine): Promise<void> {
  const task = chosenTask();
  const own = new AbortController();
  work = own;
  show();
  let done = 0;
  const all = files;
  for (const file of all) {
    if (own.signal.aborted) break;
    element("status").textContent = `${file.name}: working`;
    if (await workOn(file, task, settled, own.signal)) done++;
  }
  work = undefined;
  element("status").textContent = own.signal.aborted ? "Cancelled" : `${done} of ${all.length} done`;
  show();
}

async function workOn(file: File, task: Task, settled: Engine, signal: AbortSignal): Promise<boolean> {
  const item = document.createElement("li");
  const name = paragraph(file.name);
  const bar = document.createElement("progress");
  bar.max = Math.max(file.size, 1);
  bar.value = 0;
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  const words = paragraph("");
  item.append(name, bar, words);
  element("results").prepend(item);
  const began = performance.now();
  try {
    const onProgress = ({ read, written }: Progress): void => {
      bar.value = read;
      words.textContent = `${bytes(read)} read, ${bytes(written)} written`;
    };
    const result = await run(file, task, settled, { signal, onProgress });
    words.textContent = summary(task, file.size, result.blob.size, performance.now() - began);
    item.append(download(result));
    return true;
  } catch (error) {
    words.textContent = signal.aborted ? "Cancelled: nothing was kept" : refusal(error);
    words.className = "refused";
    return false;
  } finally {
    bar.remove();
  }
}

/** Nothing of a file that could not be read to its end is offered: its first part may be right, but nobody knows. */
function refusal(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  return `Refused, nothing was kept: ${message}${typeof code === "string" ? ` (${code})` : ""}`;
}

function summary({ action }: Task, read: number, written: number, milliseconds: number): string {
  const [compressed, content] = action === "compress" ? [written, read] : [read, written];
  const ratio = compressed === 0 ? "" : `, ratio ${(content / compressed).toFixed(2)}`;
  return `${bytes(read)} → ${bytes(written)}${ratio}, ${(milliseconds / 1000).toFixed(2)} s`;
}

function download({ name, blob }: Result): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "download";
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.textContent = `Download ${name}`;
  return link;
}

function paragraph(text: string): HTMLParagraphElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

const UNITS = ["KiB", "MiB", "GiB", "TiB"];

function bytes(count: number): string {
  if (count < 1024) return `${count} bytes`;
  let value = count / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}

/** The fields as the library tells them, and no word more than they prove. */
function showSeal({ engine_id, fingerprint, verified, sealed, seal_scope }: EngineInfo): void {
  const fields = { engine_id, fingerprint, verified, sealed, seal_scope };
  for (const [name, value] of Object.entries(fields)) {
    const term = document.createElement("dt");
    term.textContent = name;
    const detail = document.createElement("dd");
    detail.textContent = String(value);
    element("seal").append(term, detail);
  }
  const when =
    seal_scope === "bytes"
      ? "Before any of it ran, this page hashed the engine in your browser, and the SHA-256 was"
      : "When this page was built, the engine was hashed, and the SHA-256 was";
  element("proof").textContent =
    `${when} the one that the page was built with: it proves that the engine is whole and the one it says it is, ` +
    "not that whoever served this page gave you the genuine one; for that, compare the fingerprint with one that " +
    "you have from elsewhere.";
}

function choose(chosen: FileList | null): void {
  files = [...(chosen ?? [])];
  show();
}

function listen(): void {
  const drop = element("drop");
  element("files").addEventListener("change", () => choose(element("files").files));
  element("form").addEventListener("input", show);
  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (engine !== undefined && work === undefined && files.length > 0) void workThrough(engine);
  });
  element("cancel").addEventListener("click", () => work?.abort());
  // Without these a file that is dropped beside the field would be opened in place of the page.
  for (const name of ["dragover", "drop"] as const) document.addEventListener(name, (event) => event.preventDefault());
  document.addEventListener("dragover", () => drop.classList.add("over"));
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", ({ dataTransfer }) => {
    drop.classList.remove("over");
    if (dataTransfer !== null && dataTransfer.files.length > 0) choose(dataTransfer.files);
  });
}

element("version").textContent = VERSION;
listen();
try {
  engine = await createEngine();
  showSeal(engine.info());
  element("status").textContent = "Ready";
} catch (error) {
  element("status").textContent = `The engine was refused, and nothing runs: ${(error as Error).message}`;
  element("status").className = "refused";
}
show();
