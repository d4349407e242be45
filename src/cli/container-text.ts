/** What is known about a container, for readers. S43, S47 of PROMISES.md, T25 of THREATS.md */

import type { ContainerInfo } from "../container/reader.js";
import { VERDICTS } from "../container/report.js";
import type { Verdict, Verification } from "../container/verify.js";
import { printable, ratio } from "./figures.js";

/** The facts about a container on one line. */
export function containerLine({ size, plainSize, blocks, codec, compression, root, signed }: ContainerInfo): string {
  const content = plainSize === undefined ? "" : `, content ${plainSize} bytes, ratio ${ratio(plainSize, size)}`;
  const by = printable(compression?.engine_id ?? "an engine that META does not name");
  const index = root === undefined ? "no index" : `root ${root}${signed ? ", signed" : ""}`;
  return `${size} bytes${content}, ${blocks} blocks, ${codec ?? "unknown codec"} by ${by}, ${index}`;
}

/** The verdicts on what was asked, a line each. */
export function verdictLines(verification: Verification): string {
  const lines = VERDICTS.map(([name, key]) => verdictLine(name, verification[key])).filter((line) => line !== "");
  const { root, signature, info } = verification;
  const anonymous = info !== undefined && root.outcome === "not asked" && signature.outcome === "not asked";
  return [...lines, ...(anonymous ? [column("author", "unknown", ANONYMOUS)] : [])].join("\n");
}

/** Easily overlooked: a container that is whole may be anybody's. */
const ANONYMOUS = "Neither --root nor --key was given: nothing shows who wrote this";

function verdictLine(name: string, { outcome, says, error }: Verdict): string {
  if (outcome === "not asked") return "";
  return column(name, outcome, `${says}${error === undefined ? "" : ` (${error.code})`}`);
}

function column(name: string, outcome: string, says: string): string {
  return printable(`${name.padEnd(11)}  ${outcome.padEnd(7)}  ${says}`);
}
