/** The page: a person's files, compressed or decompressed on their own machine, and the seal of what does it. */

import { LEVEL_DEFAULT, LEVEL_MAX, LEVEL_MIN } from "../assembly/common/limits.js";
import { VERSION } from "../src/api/version.js";
import { createEngine, type Engine, type EngineInfo } from "../src/index.js";
import { createPool, type Pool } from "../src/pool.js";
import { type Chosen, ofDrop, ofField } from "./choose.js";
import { Comparison } from "./compare.js";
import { announce, button, byId, chosen, fill, make } from "./dom.js";
import { counted, ratio, sizeText, speed, timeLeft } from "./figures.js";
import { checkBuild, keepOffline, type OfflineState } from "./offline.js";
import { Pace } from "./pace.js";
import { hasPickers, MEMORY, type Place, pickPlace, privateStorage } from "./places.js";
import { type Job, jobsOf, type Totals, workThrough } from "./queue.js";
import { listenToCopy, listenToPin, showRefusal, showSeal } from "./seal.js";
import { mountView, type View } from "./view/view.js";
import { type Action, type Format, resultName, type Task } from "./work.js";

/** Workers at most: each holds up to two contents of 8 MiB, and what the engine needs for them. */
const WORKERS_MAX = 8;

/** Names that are listed of many. */
const NAMES_SHOWN = 3;

const form = byId("form", HTMLFormElement);
const level = byId("level", HTMLInputElement);
const drop = byId("drop", HTMLElement);
const start = byId("start", HTMLButtonElement);
const cancel = byId("cancel", HTMLButtonElement);
const status = byId("status", HTMLElement);
const overall = byId("overall", HTMLProgressElement);

/** What runs: an engine that was verified, and its workers. Undefined before, and where it was refused. */
let running: { engine: Engine; pool: Pool } | undefined;
let view: View | undefined;
let files: readonly Chosen[] = [];
/** Ends the work at hand; undefined while there is none. */
let work: AbortController | undefined;
let storage: Place = MEMORY;

const comparison = new Comparison(level, () => {
  const largest = [...files].sort((a, b) => b.file.size - a.file.size)[0];
  return running === undefined || largest === undefined || largest.file.size === 0
    ? undefined
    : { file: largest.file, pool: running.pool };
});

function action(): Action | "open" {
  return chosen(form, "action") as Action | "open";
}

function task(): Task {
  return { action: action() as Action, level: level.valueAsNumber, format: chosen(form, "format") as Format };
}

/** All that depends on what was chosen, at every change. */
function show(): void {
  const mode = action();
  const [compressing, working] = [mode === "compress", work !== undefined];
  byId("view", HTMLElement).hidden = mode !== "open";
  byId("files-part", HTMLElement).hidden = mode === "open";
  // Results stay in sight, and so does why nothing runs.
  byId("files-results", HTMLElement).hidden =
    mode === "open" && running !== undefined && byId("results", HTMLElement).childElementCount === 0;
  byId("settings", HTMLFieldSetElement).hidden = !compressing;
  byId("chosen", HTMLElement).textContent = described();
  byId("clear", HTMLButtonElement).hidden = files.length === 0;
  byId("hint", HTMLElement).hidden = !(compressing && files.length > 0 && files.every(isCompressed));
  byId("archive-choice", HTMLElement).hidden = !(compressing && files.length > 1);
  byId("level-value", HTMLElement).textContent = level.value;
  start.textContent = compressing ? "Compress" : "Decompress";
  start.disabled = running === undefined || files.length === 0 || comparison.busy;
  // Not disabled while it works: who pressed it would lose their place.
  start.setAttribute("aria-disabled", String(working));
  cancel.hidden = !working;
  byId("pin-button", HTMLButtonElement).disabled = working || comparison.busy;
  byId("unpin", HTMLButtonElement).disabled = working || comparison.busy;
  comparison.show(compressing, !working);
}

function isCompressed({ path }: Chosen): boolean {
  return /\.(zst|tzst|h4mk)$/i.test(path);
}

function described(): string {
  if (files.length === 0) return "No file chosen";
  const size = sizeText(files.reduce((sum, { file }) => sum + file.size, 0));
  if (files.length === 1) return `${files[0]!.path}, ${size}`;
  const names = files.slice(0, NAMES_SHOWN).map(({ path }) => path);
  const more = files.length - names.length;
  return `${counted(files.length, "file")}, ${size}: ${names.join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}

function choose(chosenFiles: readonly Chosen[], unreadable: readonly string[] = []): void {
  files = chosenFiles;
  comparison.clear();
  show();
  const left = unreadable.length === 0 ? "" : `. Not readable: ${unreadable.join(", ")}`;
  byId("unreadable", HTMLElement).textContent = left.slice(2);
  announce(`${described()}${left}`);
}

/** Asks where the results go, then has the queue make them. */
async function begin(): Promise<void> {
  if (running === undefined || work !== undefined || files.length === 0) return;
  const chosenTask = task();
  const archive = byId("archive", HTMLInputElement);
  const jobs = jobsOf(files, chosenTask.action === "compress" && archive.checked && files.length > 1);
  const place = await placeFor(jobs, chosenTask);
  if (place === undefined) return;
  await run(jobs, chosenTask, place, running.pool);
}

/** Before anything else is awaited: a browser opens its dialog only right after a click. */
async function placeFor(jobs: readonly Job[], chosenTask: Task): Promise<Place | undefined> {
  if (chosen(form, "place") !== "disk") return storage;
  try {
    return await pickPlace(jobs.map(({ path }) => resultName(path, chosenTask)));
  } catch (error) {
    status.textContent = `Nothing can be saved there: ${(error as Error).message}`;
    return undefined;
  }
}

async function run(jobs: readonly Job[], chosenTask: Task, place: Place, pool: Pool): Promise<void> {
  const own = new AbortController();
  work = own;
  show();
  overall.hidden = false;
  byId("files-results", HTMLElement).scrollIntoView({ block: "nearest" });
  announce(`Working on ${counted(jobs.length, "file")}`);
  const began = performance.now();
  const onProgress = progress();
  const list = byId("results", HTMLElement);
  const totals = await workThrough(jobs, { pool, task: chosenTask, place, signal: own.signal, list, onProgress });
  const focused = document.activeElement === cancel;
  work = undefined;
  overall.hidden = true;
  const words = summary(totals, chosenTask.action, performance.now() - began, own.signal.aborted);
  status.textContent = words;
  announce(words);
  show();
  if (focused) start.focus();
}

/** Numbers change a few times a second, and are not spoken: their end is. */
function progress(): (totals: Totals) => void {
  const pace = new Pace();
  let shownAt = 0;
  return ({ done, failed, jobs, size, read, content }) => {
    pace.add(read, content);
    const now = performance.now();
    if (now - shownAt < 200) return;
    shownAt = now;
    overall.value = size === 0 ? 0 : read / size;
    const { recent } = pace;
    const left = pace.left(size);
    const parts = [`${done + failed} of ${counted(jobs, "file")}`];
    if (recent.content > 0) parts.push(speed(recent.content, recent.milliseconds));
    if (left !== undefined) parts.push(timeLeft(left));
    status.textContent = parts.join(" · ");
  };
}

function summary(totals: Totals, did: Action, milliseconds: number, aborted: boolean): string {
  const { done, jobs, bytesIn, bytesOut } = totals;
  const parts = [aborted ? `Cancelled: ${done} of ${jobs} done` : `${done} of ${jobs} done`];
  if (done > 1) {
    const [content, compressed] = did === "compress" ? [bytesIn, bytesOut] : [bytesOut, bytesIn];
    parts.push(`${sizeText(bytesIn)} → ${sizeText(bytesOut)}`, `ratio ${ratio(content, compressed)}`);
    parts.push(speed(content, milliseconds));
  }
  return parts.join(" · ");
}

/** Hashes, compares and starts an engine, under the pin of the person or none. What ran before ends. */
async function startEngine(fingerprint: string | undefined): Promise<EngineInfo> {
  const before = running;
  running = undefined;
  show();
  try {
    await before?.pool.close();
    await checkBuild();
    const engine = await createEngine(fingerprint === undefined ? {} : { seal: { fingerprint } });
    const workers = Math.min(navigator.hardwareConcurrency ?? 1, WORKERS_MAX);
    const pool = await createPool({ engine, workers });
    running = { engine, pool };
    view?.close();
    view = mountView(byId("view-root", HTMLElement), engine, () => storage);
    showSeal(engine.info());
    status.textContent = "Ready";
    return engine.info();
  } catch (error) {
    showRefusal();
    const { message } = error as Error;
    status.textContent =
      fingerprint === undefined
        ? `The engine was refused, and nothing runs: ${message}`
        : "Nothing runs: the engine is not the one that you pinned.";
    throw error;
  } finally {
    status.classList.toggle("refused", running === undefined);
    show();
  }
}

/** A drop belongs to what is shown: the viewer, or the list. */
async function dropped(transfer: DataTransfer): Promise<void> {
  const { files: found, unreadable } = await ofDrop(transfer);
  if (found.length === 0 && unreadable.length === 0) return;
  if (action() === "open" && found[0] !== undefined) await view?.open(found[0].file);
  else if (work === undefined) choose(found, unreadable);
}

function listen(): void {
  for (const id of ["files", "folder"]) {
    const field = byId(id, HTMLInputElement);
    // A browser without folders would offer files under that name.
    if (id === "folder" && !("webkitdirectory" in field)) byId("folder-label", HTMLElement).hidden = true;
    field.addEventListener("change", () => {
      if (field.files?.length) choose(ofField(field));
      field.value = ""; // so that the same file can be chosen again
    });
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void begin();
  });
  cancel.addEventListener("click", () => work?.abort());
  byId("clear", HTMLButtonElement).addEventListener("click", () => {
    choose([]);
    byId("files", HTMLInputElement).focus();
  });
  byId("hint-decompress", HTMLButtonElement).addEventListener("click", () => switchTo("decompress"));
  byId("hint-open", HTMLButtonElement).addEventListener("click", () => {
    const [first] = files;
    switchTo("open");
    if (first !== undefined) void view?.open(first.file);
  });
  // Without these a file that is dropped beside the field would be opened in place of the page.
  for (const name of ["dragover", "drop"] as const) document.addEventListener(name, (event) => event.preventDefault());
  document.addEventListener("dragover", () => drop.classList.add("over"));
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", ({ dataTransfer }) => {
    drop.classList.remove("over");
    if (dataTransfer !== null) void dropped(dataTransfer);
  });
  addEventListener("beforeunload", (event) => {
    if (work !== undefined) event.preventDefault();
  });
}

function switchTo(mode: Action | "open"): void {
  const radio = form.querySelector<HTMLInputElement>(`input[name="action"][value="${mode}"]`)!;
  radio.checked = true;
  radio.focus();
  show();
}

/** What each place means here, so that nobody learns it from a full disk. */
async function showPlaces(): Promise<void> {
  storage = (await privateStorage()) ?? MEMORY;
  byId("disk-choice", HTMLElement).hidden = !hasPickers();
  byId("place-help", HTMLElement).textContent =
    storage.kind === "private"
      ? "A result is written to this browser's private storage on your disk, and goes when you remove it or leave."
      : "This browser has no storage for the page here: a result is held in its memory, so very large files may not fit.";
}

function showOffline({ kind, reason }: OfflineState): void {
  const words = {
    kept: "This page works without a network: each of its files was checked by its SHA-256 when it was kept.",
    ready:
      "From your next visit on this page works without a network: its files were checked by their SHA-256 and kept.",
    none: `This page needs the network to open: ${reason ?? ""}.`,
  };
  byId("offline", HTMLElement).textContent = words[kind];
}

function offerBuild(use: () => Promise<boolean>): void {
  const region = byId("update", HTMLElement);
  const words = make("span", {}, "A newer version of this page is ready. ");
  const act = async () => {
    if (!(await use()))
      words.textContent = "Close the other tabs with this page first, so that none mixes two versions. ";
  };
  fill(
    region,
    words,
    button("Use it", () => void act(), { class: "quiet small" }),
  );
  region.hidden = false;
}

byId("version", HTMLElement).textContent = VERSION;
Object.assign(level, { min: LEVEL_MIN, max: LEVEL_MAX, value: LEVEL_DEFAULT });
byId("level-help", HTMLElement).textContent = `${LEVEL_MIN} is the fastest, ${LEVEL_MAX} the smallest`;
listen();
listenToCopy();
listenToPin(startEngine);
await showPlaces();
await startEngine(undefined).catch(() => undefined);
showOffline(await keepOffline(offerBuild));
