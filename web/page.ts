/** The page: a person's files, compressed or decompressed on their own machine, and the seal of what does it. */

import { LEVEL_DEFAULT, LEVEL_MAX, LEVEL_MIN } from "../assembly/common/limits.js";
import { VERSION } from "../src/api/version.js";
import { createEngine, type Engine, type EngineInfo } from "../src/index.js";
import { createPool, type Pool } from "../src/pool.js";
import { type Chosen, type Dropped, ofDrop, ofField } from "./choose.js";
import { Comparison } from "./compare.js";
import { announce, button, byId, chosen, fill, make } from "./dom.js";
import { counted, exact, ratio, sizeText, speed, timeLeft } from "./figures.js";
import { foreignText } from "./foreign.js";
import { checkBuild, keepOffline, type OfflineState } from "./offline.js";
import { Pace } from "./pace.js";
import { hasPickers, MEMORY, type Place, pickPlace, privateStorage } from "./places.js";
import { type Job, jobsOf, type Totals, workThrough } from "./queue.js";
import { SPEED_FROM } from "./row.js";
import { RowList } from "./row-list.js";
import { listenToCopy, listenToPin, showRefusal, showSeal } from "./seal.js";
import { mountView, type View } from "./view/view.js";
import { type Action, type Format, resultName, type Task } from "./work.js";

/** Workers at most: each holds up to two contents of 8 MiB, and what the engine needs for them. */
const WORKERS_MAX = 8;

/** Names that are listed of many, and characters of each. */
const NAMES_SHOWN = 3;
const NAME_MAX = 120;

const TITLE = document.title;

const form = byId("form", HTMLFormElement);
const level = byId("level", HTMLInputElement);
const drop = byId("drop", HTMLElement);
const start = byId("start", HTMLButtonElement);
const cancel = byId("cancel", HTMLButtonElement);
const status = byId("status", HTMLElement);
const overall = byId("overall", HTMLProgressElement);
const removeAll = byId("remove-all", HTMLButtonElement);
const results = new RowList(byId("results", HTMLElement), () => show());

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
  byId("files-results", HTMLElement).hidden = mode === "open" && running !== undefined && results.size === 0;
  byId("settings", HTMLFieldSetElement).hidden = !compressing;
  setText(byId("chosen", HTMLElement), described());
  byId("clear", HTMLButtonElement).hidden = files.length === 0;
  byId("hint", HTMLElement).hidden = !(compressing && files.length > 0 && files.every(isCompressed));
  byId("archive-choice", HTMLElement).hidden = !(compressing && files.length > 1);
  setText(byId("level-value", HTMLElement), level.value);
  start.textContent = compressing ? "Compress" : "Decompress";
  start.disabled = running === undefined || files.length === 0;
  // Not disabled while it works: who pressed it would lose their place.
  start.setAttribute("aria-disabled", String(working));
  cancel.hidden = !working;
  removeAll.hidden = working || results.size < 2;
  byId("pin-button", HTMLButtonElement).disabled = working || comparison.busy;
  byId("unpin", HTMLButtonElement).disabled = working || comparison.busy;
  comparison.show(compressing, !working);
}

/** Nothing is said again that did not change. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function isCompressed({ path }: Chosen): boolean {
  return /\.(zst|tzst|h4mk)$/i.test(path);
}

function described(): string {
  if (files.length === 0) return "No file chosen";
  const size = sizeText(files.reduce((sum, { file }) => sum + file.size, 0));
  const names = files.slice(0, NAMES_SHOWN).map(({ path }) => apart(path));
  if (files.length === 1) return `${names[0]}, ${size}`;
  const more = files.length - names.length;
  return `${counted(files.length, "file")}, ${size}: ${names.join(", ")}${more > 0 ? ` and ${exact(more)} more` : ""}`;
}

/** A name that keeps the direction of its letters to itself: what is around it stays in order. Unicode Standard Annex 9, 3.1 */
function apart(path: string): string {
  return `\u2068${foreignText(path, NAME_MAX)}\u2069`;
}

function choose(chosenFiles: readonly Chosen[], unreadable: readonly string[] = []): void {
  files = chosenFiles;
  comparison.clear();
  show();
  const left = unreadable.length === 0 ? "" : `. Not readable: ${unreadable.map(apart).join(", ")}`;
  byId("unreadable", HTMLElement).textContent = left.slice(2);
  announce(`${described()}${left}`);
}

/** Asks where the results go, then has the queue make them. */
async function begin(): Promise<void> {
  if (running === undefined || work !== undefined || files.length === 0) return;
  comparison.stop();
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
    announce(status.textContent);
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
  const { signal } = own;
  const totals = await workThrough(jobs, { pool, task: chosenTask, place, signal, list: results, onProgress });
  const focused = document.activeElement === cancel;
  work = undefined;
  overall.hidden = true;
  document.title = TITLE;
  const words = summary(totals, chosenTask.action, performance.now() - began, signal.aborted);
  status.textContent = words;
  announce(totals.refused === 1 ? `${words}: ${totals.reason}` : words);
  show();
  if (focused) start.focus();
}

/** Numbers change a few times a second, and are not spoken: their end is. */
function progress(): (totals: Totals) => void {
  const pace = new Pace();
  let shownAt = 0;
  return ({ done, cancelled, refused, jobs, size, read, content }) => {
    pace.add(read, content);
    const now = performance.now();
    if (now - shownAt < 200) return;
    shownAt = now;
    overall.value = size === 0 ? 0 : read / size;
    document.title = `${Math.floor(100 * overall.value)} % · ${TITLE}`;
    const { recent } = pace;
    const left = pace.left(size);
    const parts = [`${exact(done + cancelled + refused)} of ${counted(jobs, "file")}`];
    if (recent.content > 0) parts.push(speed(recent.content, recent.milliseconds));
    if (left !== undefined) parts.push(timeLeft(left));
    status.textContent = parts.join(" · ");
  };
}

function summary(totals: Totals, did: Action, milliseconds: number, aborted: boolean): string {
  const { done, refused, jobs, bytesIn, bytesOut } = totals;
  const parts = [`${aborted ? "Cancelled: " : ""}${exact(done)} of ${exact(jobs)} done`];
  if (refused > 0) parts.push(`${exact(refused)} refused`);
  if (done > 1) {
    const [content, compressed] = did === "compress" ? [bytesIn, bytesOut] : [bytesOut, bytesIn];
    parts.push(`${sizeText(bytesIn)} → ${sizeText(bytesOut)}`, `ratio ${ratio(content, compressed)}`);
    if (content >= SPEED_FROM) parts.push(speed(content, milliseconds));
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

/** What is dropped or pasted belongs to what is shown: the viewer, or the list, also for after the work at hand. */
async function take(given: Promise<Dropped>): Promise<void> {
  const { files: found, unreadable } = await given;
  if (action() === "open") return await view?.openDropped({ files: found, unreadable });
  if (found.length > 0 || unreadable.length > 0) return choose(found, unreadable);
  setText(byId("unreadable", HTMLElement), NOTHING);
  announce(NOTHING);
}

const NOTHING = "There is no file in what you dropped";

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
    switchTo("open");
    void view?.openDropped({ files, unreadable: [] });
  });
  removeAll.addEventListener("click", () => {
    results.removeAll();
    status.textContent = "Ready";
    announce("All results removed");
    byId("files", HTMLInputElement).focus();
  });
  listenToDrops();
  addEventListener("beforeunload", (event) => {
    if (work !== undefined || view?.busy) event.preventDefault();
  });
}

function listenToDrops(): void {
  // Without these a file that is dropped beside the field would be opened in place of the page. Text goes into fields.
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    void take(ofDrop(event.dataTransfer));
  });
  document.addEventListener("paste", (event) => {
    if (!hasFiles(event.clipboardData)) return;
    event.preventDefault();
    void take(ofDrop(event.clipboardData));
  });
}

function hasFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes("Files") ?? false;
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
