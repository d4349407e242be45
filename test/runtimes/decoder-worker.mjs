/** An edge worker that runs the suite of the decoder on the frames that it is bound to, with the `workerd` bundle. */

import module from "../../dist/decoder.wasm";
import bytes from "../../dist/decoder.wasm.bin";
import * as library from "../../dist/workerd/decompress.js";
import { conformDecoder } from "./decoder-conformance.mjs";

export default {
  async fetch(request) {
    const wasm = { module, bytes: new Uint8Array(bytes) };
    try {
      return Response.json(await conformDecoder(library, await request.json(), { wasm }));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
