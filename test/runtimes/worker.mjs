/** An edge worker that answers with what the conformance suite returned, or with what it threw. It has no pool. */
import module from "../../dist/engine.wasm";
import bytes from "../../dist/engine.wasm.bin";
import * as container from "../../dist/workerd/container.js";
import * as library from "../../dist/workerd/index.js";
import * as seal from "../../dist/workerd/seal.js";
import { conform } from "./suite/conform.mjs";

/** Nothing is compiled here: a copy of the file goes with the module that was made of it. */
const handedIn = (copy) => ({ module, bytes: copy });
/** With a copy of the file there is something that pins can be compared with. */
const createEngine = (options = {}) => library.createEngine({ wasm: handedIn(bytes), ...options });

export default {
  async fetch() {
    try {
      const artifact = new Uint8Array(bytes);
      return Response.json(await conform({ ...library, ...seal, ...container, createEngine, artifact, handedIn }));
    } catch (error) {
      return new Response(String(error.stack), { status: 500 });
    }
  },
};
