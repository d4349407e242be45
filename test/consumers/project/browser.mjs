/** The entry of a page: whoever drives it says what to do. */
import { useEverything } from "./app.mjs";

globalThis.useEverything = useEverything;
