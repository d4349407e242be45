/** The module of the page: loads the library as an application does and lets the test run its cases by name. */

import * as api from "../../dist/web/index.js";
import { CASES } from "./page.mjs";

globalThis.run = (name) => CASES[name](api);
