/** An edge worker that answers with what the conformance suite returned, or with what it threw. */
import module from "../../dist/engine.wasm";
import bytes from "../../dist/engine.wasm.bin";
import * as container from "../../dist/workerd/container.js";
import * as library from "../../dist/workerd/index.js";
import * as seal from "../../dist/workerd/seal.js";
import { conform } from "./conformance.mjs";

/** With a copy of the file there is something that pins can be compared with. */
const createEngine = (options = {}) => library.createEngine({ wasm: { module, bytes }, ...options });

export default {
  async fetch() {
    try {
      return Response.json(await conform({ ...library, ...seal, ...container, createEngine }));
    } catch (error) {
      return new Response(String(error.stack), { status: 500 });
    }
  },
};
