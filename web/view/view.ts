/** The viewer of containers and frames: its place in the page. */

import type { Engine } from "../../src/index.js";

/** What was mounted. */
export interface View {
  /** Shows a container or frames: of a file, or of a URL by range requests. */
  open(source: File | URL | string): Promise<void>;
}

/** Puts the viewer into `root`. */
export function mountView(root: HTMLElement, engine: Engine): View {
  root.replaceChildren();
  return {
    open(source) {
      root.textContent = `${source instanceof File ? source.name : source}: ${engine.info().engine_id}`;
      return Promise.resolve();
    },
  };
}
