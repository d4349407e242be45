/** vite, webpack and parcel make of the packed library what the library itself is: in Chromium and in Node. */
import { testBundlers } from "./same-outcome.js";

testBundlers("vite", "webpack", "parcel");
