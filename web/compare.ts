/** The comparison of the levels on the page: what is tried, the chart, the table, the choice of a level. */

import type { Pool } from "../src/pool.js";
import { Chart, type Point } from "./chart.js";
import { announce, byId, make } from "./dom.js";
import { megabytesPerSecond, sizeText, speed } from "./figures.js";
import { foreignText } from "./foreign.js";
import { type Measured, type Sample, sampleOf, tryLevels } from "./levels.js";
import { refusalOf, sentence } from "./refusal.js";

export class Comparison {
  private readonly section = byId("compare", HTMLElement);
  private readonly button = byId("compare-start", HTMLButtonElement);
  private readonly words = byId("compare-status", HTMLElement);
  private readonly results = byId("compare-results", HTMLElement);
  private readonly rows = byId("compare-rows", HTMLTableSectionElement);
  private readonly chart: Chart;
  private measured: Measured[] = [];
  private sample: Sample | undefined;
  private work: AbortController | undefined;

  constructor(
    private readonly level: HTMLInputElement,
    private readonly subject: () => { file: File; pool: Pool } | undefined,
  ) {
    this.chart = new Chart(byId("chart", HTMLElement), (chosen) => {
      level.value = String(chosen);
      level.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.button.addEventListener("click", () => {
      if (this.busy) this.stop();
      else void this.start();
    });
  }

  /** Ends what is being tried; what was tried stays. */
  stop(): void {
    this.work?.abort();
  }

  /** Whether levels are being tried. */
  get busy(): boolean {
    return this.work !== undefined;
  }

  /** `allowed`: nothing else is at work that would slow it down. */
  show(wanted: boolean, allowed: boolean): void {
    this.section.hidden = !wanted;
    this.button.disabled = !this.busy && !(allowed && this.subject() !== undefined);
    this.button.textContent = this.busy ? "Stop" : "Compare levels";
    this.draw();
  }

  /** The figures are of files that are no longer chosen. */
  clear(): void {
    this.stop();
    this.work = undefined;
    this.measured = [];
    this.results.hidden = true;
    this.words.textContent = "";
  }

  private async start(): Promise<void> {
    const subject = this.subject();
    if (subject === undefined) return;
    const work = new AbortController();
    this.work = work;
    this.measured = [];
    this.changed();
    try {
      const sample = await sampleOf(subject.file);
      work.signal.throwIfAborted();
      this.sample = sample;
      this.words.textContent = `Trying each level on ${described(subject.file, sample)}…`;
      for await (const measured of tryLevels(sample, subject.pool, work.signal)) {
        work.signal.throwIfAborted();
        this.measured.push(measured);
        this.draw();
      }
      this.words.textContent = `On one worker, with ${described(subject.file, sample)}.`;
      announce(`${this.measured.length} levels compared: the table has the figures`);
    } catch (error) {
      if (this.work === work)
        this.tell(work.signal.aborted ? "Stopped" : `Not compared: ${sentence(refusalOf(error))}`);
    } finally {
      // Other files may have been chosen, and be compared by now.
      if (this.work === work) this.work = undefined;
      this.changed();
    }
  }

  private tell(words: string): void {
    this.words.textContent = words;
    announce(words);
  }

  /** The rest of the page asks whether this is at work. */
  private changed(): void {
    this.level.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private draw(): void {
    const { sample, measured } = this;
    if (sample === undefined || measured.length === 0) return;
    this.results.hidden = false;
    const chosen = this.level.valueAsNumber;
    this.chart.show(
      measured.map((one) => pointOf(one, sample)),
      chosen,
    );
    this.rows.replaceChildren(...measured.map((one) => rowOf(one, sample, one.level === chosen)));
  }
}

function described(file: File, { bytes: tried, of }: Sample): string {
  const name = foreignText(file.name, 120);
  if (tried.length === of) return `all ${sizeText(of)} of ${name}`;
  return `${sizeText(tried.length)} of ${name}, taken at four places of its ${sizeText(of)}: the whole may differ`;
}

function pointOf({ level, ratio, compressing }: Measured, { bytes: tried }: Sample): Point {
  const perSecond = megabytesPerSecond(tried.length, compressing);
  const label = `Level ${level}: ratio ${ratio.toFixed(2)}, ${speed(tried.length, compressing)}`;
  return { level, ratio, speed: perSecond, label };
}

function rowOf({ level, size, ratio, compressing, decompressing }: Measured, sample: Sample, chosen: boolean) {
  const { length } = sample.bytes;
  const row = make(
    "tr",
    {},
    make("th", { scope: "row" }, String(level)),
    make("td", {}, sizeText(size)),
    make("td", {}, ratio.toFixed(2)),
    make("td", {}, speed(length, compressing)),
    make("td", {}, speed(length, decompressing)),
  );
  if (chosen) row.setAttribute("aria-current", "true");
  return row;
}
