/** The rules that a file is held against, each with its outcome in plain words. docs/format-h4mk.md, "The strict reader" */

import type { Outcome, Verdict, Verification } from "../../src/container.js";
import { type Child, make } from "../dom.js";
import { place } from "../figures.js";
import { foreign } from "../foreign.js";
import { type Refusal, refusalOf } from "../refusal.js";

/** One rule and what became of it. */
export interface RuleOutcome {
  readonly rule: string;
  readonly outcome: Outcome;
  /** Why, where that is not plain from the rule. */
  readonly says?: string | undefined;
  readonly refusal?: Refusal | undefined;
}

/** The rules of integrity, and the codes with which each is refused: after `CONTAINER_`. */
const RULES: readonly (readonly [string, readonly string[]])[] = [
  ["The header is that of version 1", ["MAGIC", "VERSION", "RESERVED"]],
  ["Each chunk has a tag and ends where the next one begins", ["TRUNCATED", "CHUNK_LENGTH", "TAG"]],
  ["The CRC-32 of each chunk is that of its payload", ["CRC"]],
  [
    "Each chunk that must be there is there, in order, and VERI is the last",
    [
      "CHUNK_UNKNOWN",
      "CHUNK_MISSING",
      "CHUNK_SECOND",
      "CHUNK_ORDER",
      "VERI_MISSING",
      "VERI_SECOND",
      "VERI_MISPLACED",
      "TRAILING",
    ],
  ],
  ["SEEK has the length of its entries, and its times do not go backwards", ["SEEK_LENGTH", "SEEK_ORDER"]],
  ["META and SAFE are JSON objects that all readers read alike", ["JSON", "JSON_SIZE"]],
  ["The SHA-256 in VERI is that of all bytes before it", ["VERI_LENGTH", "VERI_MISMATCH"]],
  [
    "The index leads to each chunk, and each of its hashes is right up to the root",
    ["INDEX", "SIZE", "ROOT", "PAGE", "NUMBER", "LIMIT", "BLOCK_SIZE"],
  ],
  ["The hash of each block is its leaf in the index", ["LEAF"]],
];

/** Of these rules a container without an index has none. */
const INDEX_RULES = 2;

/** All rules of `verification`: those of integrity one by one, then what else was asked. */
export function containerRules(verification: Verification): RuleOutcome[] {
  const { content, root, signature } = verification;
  return [
    ...integrityRules(verification),
    verdictRule("Each block decodes to the length that is said", content),
    verdictRule("The root is the one that you trust", root),
    verdictRule("The root is signed by the key that you trust", signature),
  ];
}

function integrityRules({ integrity, info }: Verification): RuleOutcome[] {
  if (integrity.outcome === "passed") {
    return RULES.map(([rule], index) =>
      info!.indexed || index < RULES.length - INDEX_RULES
        ? { rule, outcome: "passed" }
        : { rule, outcome: "not asked", says: "The container has no index" },
    );
  }
  const refusal = refusalOf(integrity.error);
  const broken = RULES.find(([, codes]) => codes.some((code) => refusal.code === `CONTAINER_${code}`));
  return RULES.map((rule) =>
    rule === (broken ?? RULES[0])
      ? { rule: rule[0], outcome: "failed", says: refusal.message, refusal }
      : { rule: rule[0], outcome: "unknown" },
  );
}

function verdictRule(rule: string, { outcome, says, error }: Verdict): RuleOutcome {
  return { rule, outcome, says: outcome === "failed" ? says : undefined, refusal: error && refusalOf(error) };
}

const SIGNS: Readonly<Record<Outcome, readonly [string, string]>> = {
  passed: ["✓", "Holds"],
  failed: ["✗", "Broken"],
  "not asked": ["–", "Not asked"],
  unknown: ["?", "Not judged"],
};

/** The rules as a list; each begins with its outcome as a word. */
export function ruleList(rules: readonly RuleOutcome[]): HTMLElement {
  return make(
    "ul",
    { class: "rules" },
    ...rules.map(({ rule, outcome, says, refusal }) => {
      const [sign, word] = SIGNS[outcome];
      return make(
        "li",
        { class: `rule ${outcome.replace(" ", "-")}` },
        make("span", { class: "sign", "aria-hidden": "true" }, sign),
        make("div", {}, make("strong", {}, word), `: ${rule}`, saying(says, refusal)),
      );
    }),
  );
}

function saying(says: string | undefined, refusal: Refusal | undefined): Child {
  if (says === undefined) return undefined;
  return make(
    "p",
    { class: "quiet" },
    foreign(says, 1000),
    refusal && make("code", {}, refusal.code),
    refusal?.offset === undefined ? undefined : ` at byte ${place(refusal.offset)}`,
  );
}

/** What was shown and what was not, in sentences. */
export function proofs(proved: readonly string[], notProved: readonly string[]): HTMLElement {
  const list = (title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? undefined
      : make(
          "div",
          {},
          make("h4", {}, title),
          make("ul", {}, ...sentences.map((one) => make("li", {}, foreign(one, 1000)))),
        );
  return make("div", { class: "proofs" }, list("What this shows", proved), list("What it does not show", notProved));
}
