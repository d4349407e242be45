/** What a stranger wrote, shown as text: nothing in it can hide, turn the line around or fill the page. T25 of THREATS.md */

import { make } from "./dom.js";
import { exact } from "./figures.js";

/** Most characters of one value. */
const LENGTH_MAX = 400;

/**
 * Characters without a picture of their own: control and format characters (those that turn the direction of text among
 * them), what is private or not assigned, blanks that are no spaces, line ends, fillers, and marks beyond the fourth on
 * one letter.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}\u115f\u1160\u2800\u3164\uffa0]|(?! )\p{Zs}|\u034f|(?<=\p{M}{4})\p{M}/gu;

/** `text` in an element that keeps its direction to itself, each hidden character as its number. */
export function foreign(text: string, max = LENGTH_MAX): HTMLElement {
  const shown = make("bdi", { class: "foreign" });
  const { part, left } = cut(text, max);
  let from = 0;
  for (const { index, 0: character } of part.matchAll(HIDDEN)) {
    shown.append(part.slice(from, index), make("span", { class: "hidden-character" }, codePoint(character)));
    from = index + character.length;
  }
  shown.append(part.slice(from));
  if (left > 0) shown.append(make("span", { class: "cut" }, `… and ${exact(left)} more characters`));
  return shown;
}

/** As `foreign`, as a string: for names that stand in a sentence. */
export function foreignText(text: string, max = LENGTH_MAX): string {
  const { part, left } = cut(text, max);
  return part.replace(HIDDEN, codePoint) + (left > 0 ? "…" : "");
}

/** The first `max` characters, none of them halved. */
function cut(text: string, max: number): { part: string; left: number } {
  if (text.length <= max) return { part: text, left: 0 };
  const halved = /[\ud800-\udbff]/.test(text[max - 1]!) && /[\udc00-\udfff]/.test(text[max]!);
  const part = text.slice(0, halved ? max - 1 : max);
  return { part, left: text.length - part.length };
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}
