/** The module of the page: loads the container library as an application does and lets the test run its cases. */

import * as api from "../../dist/web/container.js";
import { CASES } from "./container-cases.mjs";

globalThis.run = (name, argument) => CASES[name](api, argument);
