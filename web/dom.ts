/** Elements of the page: found by their id, or made. */

/** The element with `id`, of the class that it must have. */
export function byId<T extends Element>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} with the id ${id}`);
  return found;
}

type Content = Node | string;

/** A new element with properties and content. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<Omit<HTMLElementTagNameMap[Name], "style" | "children">> = {},
  ...content: Content[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A new element of a picture. */
export function draw<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>> = {},
  ...content: Content[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
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
