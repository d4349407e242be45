/** The page without a network: what keeps it is installed, newer builds are offered, parts of two builds are refused. */

/** What the page says about it. */
export interface OfflineState {
  /** "kept" works without a network, "ready" does from the next visit on, "none" does not. */
  readonly kind: "kept" | "ready" | "none";
  /** Why there is none, for a person. */
  readonly reason?: string;
}

/** Milliseconds that a service worker may take to answer. One that is asleep starts in 50. */
const ANSWER_MAX = 15_000;

/** The build that this document is of. */
export function buildId(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? "";
}

/**
 * Whether the service worker that gave this page its files is of the build of the document. One that is not has mixed
 * two builds, so that nobody knows what runs.
 *
 * @throws Error saying so
 */
export async function checkBuild(): Promise<void> {
  const controller = navigator.serviceWorker?.controller;
  if (!controller) return;
  const id = await ask(controller, "build");
  if (id === buildId()) return;
  throw new Error(`The page is of build ${buildId()} and its offline copy of build ${String(id)}: reload the page`);
}

/** Keeps the page for the next visit without a network. `offer` is called when a newer build is ready. */
export async function keepOffline(offer: (use: () => Promise<boolean>) => void): Promise<OfflineState> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return { kind: "none", reason: "this browser or this address does not allow it" };
  try {
    const registration = await serviceWorker.register("sw.js");
    const waiting = () => {
      const { waiting: next } = registration;
      if (next && serviceWorker.controller) offer(() => use(next));
    };
    waiting();
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", waiting);
    });
    if (serviceWorker.controller) return { kind: "kept" };
    await installed(registration);
    return { kind: "ready" };
  } catch (error) {
    return { kind: "none", reason: (error as Error).message };
  }
}

/** Rejects where a file was not the one of the build. */
function installed({ installing, active }: ServiceWorkerRegistration): Promise<void> {
  return new Promise((resolve, reject) => {
    if (installing === null) {
      if (active) resolve();
      else reject(new Error("it could not be installed"));
      return;
    }
    installing.addEventListener("statechange", () => {
      if (installing.state === "activated") resolve();
      if (installing.state === "redundant") reject(new Error("a file was not the one of this build"));
    });
  });
}

/** Has the waiting build take over and loads it; false where another page is open. */
async function use(waiting: ServiceWorker): Promise<boolean> {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  return (await ask(waiting, "replace")) === true;
}

function ask(worker: ServiceWorker, question: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => reject(new Error("The offline copy does not answer: reload the page")), ANSWER_MAX);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      port1.close();
      resolve(data);
    };
    worker.postMessage(question, [port2]);
  });
}
