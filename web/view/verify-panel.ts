/** Verification: what is trusted, the whole of a file held against every rule, and what that proved. S44, S47, T15 */

import { type ContainerInfo, type TrustOptions, verifyContainer } from "../../src/container.js";
import type { Engine } from "../../src/index.js";
import { button, make } from "../dom.js";
import { counted, exact } from "../figures.js";
import { lackOf, type Refusal, refusalOf } from "../refusal.js";
import type { Content } from "./content.js";
import type { Frames } from "./frames-map.js";
import { containerRules, proofs, type RuleOutcome, ruleList } from "./rules.js";
import type { Source } from "./source.js";
import { parseTrust } from "./trust.js";
import { type Report, type Result, Work } from "./work.js";

/** What the panel needs of the rest. */
interface Surroundings {
  readonly source: Source;
  readonly engine: Engine;
  readonly outer: AbortSignal;
  /** What came of it in a word or two, and the refusal with the place to mark. */
  onVerdict(words: string, refusal?: Refusal): void;
  /** The file could not be read to its end: nothing is known about it. */
  onUnread(): void;
}

function unread({ code }: Refusal): boolean {
  return code.startsWith("SOURCE_");
}

const UNSEEN = [
  "That the content is true, harmless, or meant for you.",
  "That this page itself is the genuine one: for that, compare the fingerprint of its engine with one from elsewhere.",
];

export class ContainerVerification {
  readonly element: HTMLElement;
  private readonly trust = make("textarea", {
    id: "view-trust",
    rows: 2,
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": "view-trust-help",
  });
  private readonly decode = make("input", { type: "checkbox", id: "view-decode", checked: true });
  private readonly work = new Work("Progress of verification");

  /** `open` opens the container anew with what is trusted; it answers with what is then known. */
  constructor(
    private readonly around: Surroundings,
    private readonly open: (trust: TrustOptions, signal: AbortSignal) => Promise<ContainerInfo>,
  ) {
    const all = around.source.remote ? "Verify all of it (reads the whole file)" : "Verify all of it";
    this.element = make(
      "section",
      { "aria-label": "Verification" },
      make("h3", {}, "Verify"),
      make("label", { for: "view-trust" }, "Trusted root or public key"),
      this.trust,
      make(
        "p",
        { id: "view-trust-help", class: "quiet" },
        "64 hexadecimal digits, or -----BEGIN PUBLIC KEY-----, from somewhere you trust: not from where the file is from. Without one, damage is found, but not who wrote it.",
      ),
      make("label", { class: "check" }, this.decode, " Also decode each block"),
      make(
        "div",
        { class: "controls" },
        button(all, () => void this.verify(), { class: "primary" }),
        button("Check root or key alone", () => void this.check()),
        this.work.cancel,
      ),
      this.work.element,
    );
  }

  /** Holds all of the container against every rule, and against what is trusted. */
  async verify(): Promise<void> {
    const { source, engine, outer, onVerdict, onUnread } = this.around;
    const decode = this.decode.checked;
    const task = async (signal: AbortSignal, report: Report) => {
      const trust = await parseTrust(this.trust.value);
      const stop = follow(source, decode ? 2 : 1, report);
      try {
        const verification = await verifyContainer(source.container, { ...trust, decode, engine, signal });
        const failed = [verification.integrity, verification.content, verification.root, verification.signature].find(
          ({ outcome }) => outcome === "failed",
        );
        if (verification.ok) await this.open(trust, signal);
        const result = this.verdict(verification.ok, containerRules(verification), decode);
        onVerdict(result.words, failed && refusalOf(failed.error));
        return result;
      } finally {
        stop();
      }
    };
    await this.work.run("Not verified", outer, task, (refusal) => unread(refusal) && onUnread());
  }

  private verdict(ok: boolean, rules: readonly RuleOutcome[], decode: boolean): Result {
    const held = (rule: string) => rules.some((one) => one.outcome === "passed" && one.rule.startsWith(rule));
    const trusted = held("The root is");
    const indexed = held("The hash of each block");
    const proved = ok
      ? [
          "Nothing was damaged since the container was written: not one bit.",
          ...(decode ? ["All of its content can be decoded."] : []),
          ...(trusted ? ["Header, META, SAFE, index and each block are those of the root or key that you trust."] : []),
        ]
      : [];
    const notProved = [
      ...(ok
        ? []
        : [
            "Anything about the other rules: reading stops at the first that is broken, and the file is refused as a whole.",
          ]),
      ...(trusted ? ["SEEK: neither root nor signature covers it."] : [WRITER]),
      ...(decode ? [] : ["That each block can be decoded."]),
      ...(indexed || !ok ? [] : ["A root: the container has no index, so none can be trusted or signed."]),
      ...UNSEEN,
    ];
    const words = ok ? (trusted ? "Whole, and authenticated" : "Whole") : "Refused";
    return judged(ok, words, ruleList(rules), proofs(proved, notProved));
  }

  /** Opens the container with what is trusted: some few reads, after which each range that is read is held against it. */
  private async check(): Promise<void> {
    const { outer, onVerdict } = this.around;
    await this.work.run(
      "Not trusted",
      outer,
      async (signal) => {
        const trust = await parseTrust(this.trust.value);
        if (Object.keys(trust).length === 0) throw new RangeError("Paste a root or a public key first");
        await this.open(trust, signal);
        onVerdict("Authenticated; all of it was not verified");
        return judged(
          true,
          "Authenticated",
          proofs(
            [
              "Header, META, SAFE and the root of the index are those that you trust.",
              "What is read from now on is held against that root before a byte of it is shown.",
            ],
            ["That the rest of the file is whole: only what is read is checked.", ...UNSEEN],
          ),
        );
      },
      (refusal) => {
        // What was pasted may be no root and no key: that says nothing about the container.
        if (refusal.code.startsWith("CONTAINER_")) onVerdict("Refused", refusal);
      },
    );
  }
}

const WRITER = "Who wrote it. VERI and CRC-32 have no key: whoever changes a container computes them anew.";

/** Frames: decoded to their ends, which is all that Zstandard has to verify. */
export class FrameVerification {
  readonly element: HTMLElement;
  private readonly work = new Work("Progress of verification");

  constructor(
    private readonly around: Surroundings,
    private readonly frames: Frames,
    private readonly content: Content,
    memory: HTMLElement | undefined,
  ) {
    const all = around.source.remote ? "Decode all of it (reads the whole file)" : "Decode all of it";
    this.element = make(
      "section",
      { "aria-label": "Verification" },
      make("h3", {}, "Verify"),
      memory,
      make(
        "div",
        { class: "controls" },
        button(all, () => void this.verify(), { class: "primary" }),
        this.work.cancel,
      ),
      this.work.element,
    );
  }

  async verify(): Promise<void> {
    const { source, outer, onVerdict, onUnread } = this.around;
    const task = async (signal: AbortSignal, report: Report) => {
      const stop = follow(source, 1, report);
      let refusal: Refusal | undefined;
      try {
        for await (const piece of this.content.pieces(0, this.content.size ?? Number.NaN, signal)) void piece;
      } catch (error) {
        signal.throwIfAborted();
        refusal = refusalOf(error);
        if (unread(refusal)) throw error;
      } finally {
        stop();
      }
      const result = this.verdict(refusal);
      onVerdict(result.words, refusal);
      return result;
    };
    await this.work.run("Not verified", outer, task, (failure) => unread(failure) && onUnread());
  }

  private verdict(refusal: Refusal | undefined): Result {
    const { frames, checksums } = this.frames;
    const summed = refusal?.code === "CHECKSUM_MISMATCH";
    const lacking = refusal !== undefined && lackOf(refusal) !== undefined;
    const broken: Pick<RuleOutcome, "outcome" | "says" | "refusal"> = {
      outcome: lacking ? "unknown" : "failed",
      says: refusal?.message,
      refusal,
    };
    const unknown = { outcome: "unknown" } as const;
    const rules: RuleOutcome[] = [
      {
        rule: "Each frame and block decodes",
        ...(refusal === undefined ? { outcome: "passed" } : summed ? unknown : broken),
      },
      {
        rule: `The checksum of each frame is that of its content (${exact(checksums)} of ${counted(frames, "frame")} ${checksums === 1 ? "has" : "have"} one)`,
        ...(summed ? broken : refusal !== undefined ? unknown : { outcome: checksums > 0 ? "passed" : "not asked" }),
      },
    ];
    const every = checksums === frames && frames > 0;
    const proved = refusal === undefined ? ["All of the content can be decoded.", ...(every ? [ACCIDENTS] : [])] : [];
    const notProved = [
      ...(refusal === undefined && !every ? ["That frames without a checksum hold what was compressed."] : []),
      "Who wrote it: Zstandard has no keys.",
      ...UNSEEN,
    ];
    const ok = refusal === undefined;
    const words = ok ? this.wordsOfSuccess() : lacking ? "Not decoded" : "Refused";
    return judged(ok, words, ruleList(rules), proofs(proved, notProved));
  }

  /** Without a checksum a frame may decode to something else than was compressed: that is not called whole. */
  private wordsOfSuccess(): string {
    const { frames, checksums } = this.frames;
    const bare = frames - checksums;
    if (frames === 0) return "Nothing to decode: skippable frames alone";
    if (bare === 0) return "Whole";
    return `Decodes to its end; ${exact(bare)} of ${counted(frames, "frame")} ${bare === 1 ? "has" : "have"} no checksum`;
  }
}

const ACCIDENTS = "No frame was damaged by accident: 32 bits of XXH64 over its content are right.";

/** A verdict under one word. */
function judged(ok: boolean, words: string, ...reasons: readonly HTMLElement[]): Result {
  const sign = make("span", { "aria-hidden": "true" }, ok ? "✓ " : "✗ ");
  const banner = make("p", { class: `banner ${ok ? "passed" : "failed"}` }, sign, words);
  return { shown: make("div", {}, banner, ...reasons), words };
}

/** Tells what is read of `source` as progress of reading it `times` over; what it gives ends that. */
function follow(source: Source, times: number, report: Report): () => void {
  const { traffic, size } = source;
  const before = traffic.bytes;
  const tell = () => report(traffic.bytes - before, size * times);
  traffic.listeners.add(tell);
  return () => traffic.listeners.delete(tell);
}
