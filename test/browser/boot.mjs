/** The module of the page: loads the library as an application does and lets the test run its cases by name. */

import * as library from "../../dist/web/index.js";
import * as seal from "../../dist/web/seal.js";
import { CASES } from "./page.mjs";

globalThis.run = (name) => CASES[name]({ ...library, ...seal });
