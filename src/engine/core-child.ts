/** What the process of an isolated core runs: loads the bytes that it is handed, then answers calls one by one. */

import { H4Error } from "../api/errors.js";
import { dropRights, receive, send } from "../platform/core-channel.js";
import type { Message } from "../platform/core-message.js";
import type { WholeCalls } from "./native-calls.js";
import { openLibrary } from "./native-library.js";

const hello = receive();
// Not awaited: bundlers that make scripts of modules take no top-level await. What it rejects with ends the process.
if (hello !== undefined) void serve(hello);

async function serve({ head, payload }: Message): Promise<void> {
  let core: WholeCalls;
  try {
    await dropRights();
    const { facts, here } = await openLibrary(payload, String(head.fingerprint), String(head.path));
    core = here;
    send({ facts });
  } catch (error) {
    refuse(error);
    return;
  }
  for (let question = receive(); question !== undefined; question = receive()) answer(core, question);
}

function answer(core: WholeCalls, { head, payload }: Message): void {
  try {
    const output =
      head.call === "compress"
        ? core.compress(payload, Number(head.level))
        : core.decompress(payload, Number(head.limit));
    send({}, output);
  } catch (error) {
    refuse(error);
  }
}

/** Anything but a typed error is a defect here: it ends this process, and the other side says so. */
function refuse(error: unknown): void {
  if (!(error instanceof H4Error)) throw error;
  const { code, message, got, limit, offset } = error;
  send({ error: { code, message, got, limit, offset } });
}
