/** The module of the page that has nothing but the viewer: mounts it as the page of the service does. */

import { createEngine } from "../../dist/web/index.js";
import { mountView } from "../../dist/web/view.js";

globalThis.view = mountView(document.querySelector("#view"), await createEngine());
