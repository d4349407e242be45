/** The entry of a page: what came out is there for who asks. */
import { useEverything } from "./app.mjs";

globalThis.outcome = useEverything();
