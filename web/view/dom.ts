/** Elements made with their attributes and children: text always becomes text, never markup. */

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
