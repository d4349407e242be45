/** Elements of the page: found by their id, or made with attributes and children. Text always becomes text, never markup. */

/** The element with `id`, of the class that it must have. */
export function byId<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} with the id ${id}`);
  return found;
}

export type Child = Node | string | undefined;

/** What an element is made with: `true` is an attribute without a value, `false` and undefined are none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element of HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : `${value}`);
  }
  fill(element, ...children);
  return element;
}

/** Puts `children` in the place of what `element` holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined));
}

/** A button that does `act`. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = make("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** Terms with what is said of them. */
export function terms(entries: readonly (readonly [string, Child])[], attributes: Attributes = {}): HTMLDListElement {
  const groups = entries
    .filter(([, detail]) => detail !== undefined)
    .map(([term, detail]) => make("div", {}, make("dt", {}, term), make("dd", {}, detail)));
  return make("dl", attributes, ...groups);
}

/** A table that scrolls by itself, also by keyboard, where it is wider than the page. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  const made = make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, made);
}

const SVG = "http://www.w3.org/2000/svg";

/** A new element of a picture. */
export function draw<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** Says `text` to who hears the page instead of seeing it. The same words twice are said twice. */
export function announce(text: string): void {
  const region = byId("announcer", HTMLElement);
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** The choice among radio buttons of one name. */
export function chosen(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name));
}
