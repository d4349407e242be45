/** An edge worker that was bundled with what is for browsers: answers with what comes of an engine there. */
import { createEngine } from "../../../dist/web/index.js";

export default {
  async fetch() {
    return Response.json(await createEngine().catch(({ code, message }) => ({ code, message })));
  },
};
