/** The first half of `h4 check`: "Pre-Deployment" of the guide, on the environment. S33 to S38, S71 of PROMISES.md */

import { testCore } from "../api/core-test.js";
import type { Engine } from "../api/engine.js";
import { CORE_PATH, ENGINE_FP, ENGINE_ID, readEnvironment } from "../api/environment.js";
import { H4Error } from "../api/errors.js";
import { readElf } from "../engine/elf.js";
import { METADATA, REQUIRED } from "../engine/native-calls.js";
import { type CoreFile, readCoreFile } from "../platform/core-file.js";
import { sha256Hex } from "../platform/hash-node.js";
import { type Pins, verifyBytes } from "../seal/pins.js";
import type { CheckItem, Checklist } from "./check.js";
import { openEngine } from "./engine.js";
import { FileError } from "./exit.js";
import { type Once, once } from "./once.js";
import type { Report } from "./report.js";

/** "Pre-Deployment" of the guide. Nothing of a native core runs here unless its bytes are the pinned ones. */
export function environmentList(report: Report, environment: NodeJS.ProcessEnv = process.env): Checklist {
  const chosen = once(async () => await Promise.resolve(readEnvironment(environment)));
  const engine = once(() => openEngine(report));
  const native = (environment[CORE_PATH] ?? "").trim() !== "";
  const pinned = (name: string) => native || (environment[name] ?? "").trim() !== "";
  const items = native ? coreItems(once(async () => await lookAt(await chosen()))) : builtInItems();
  return {
    title: "Pre-deployment",
    items: [
      ...items,
      idItem(chosen, engine, pinned(ENGINE_ID)),
      fingerprintItem(chosen, engine, pinned(ENGINE_FP)),
      selfTestItem(engine),
    ],
  };
}

/** The file that the environment names, judged and read as for a start, and its digest. */
interface Look extends CoreFile {
  path: string;
  pins: Pins;
  sha256: string;
}

async function lookAt({ path, pins }: { path: string | undefined; pins: Pins }): Promise<Look> {
  const file = await readCoreFile(path!);
  return { ...file, path: path!, pins, sha256: sha256Hex(file.bytes) };
}

function coreItems(look: Once<Look>): CheckItem[] {
  return [
    {
      item: `${CORE_PATH} set, readable, and replaceable by nobody else`,
      run: async () => [(await look()).path, ...(await look()).warnings].join("; "),
    },
    { item: "core fingerprint (SHA256) computed", run: async () => (await look()).sha256 },
    { item: "core exports required symbols", run: async () => exported(await look(), REQUIRED, true) },
    { item: "core exports optional metadata", run: async () => exported(await look(), METADATA, false) },
    { item: "binary core tested", run: async () => tested(await look()) },
  ];
}

/** Which of `names` the file exports, read from it without running it. */
function exported({ bytes, path }: Look, names: readonly string[], required: boolean): string {
  const exports = readElf(bytes)?.exports ?? [];
  const absent = names.filter((name) => !exports.includes(name));
  if (required && absent[0] !== undefined) {
    throw new H4Error("CORE_SYMBOL_MISSING", `${path}: undefined symbol: ${absent[0]}`, { limit: absent[0] });
  }
  const present = names.filter((name) => exports.includes(name)).join(" ");
  return absent.length === 0 ? present : `${present || "none"}; optional, and absent: ${absent.join(" ")}`;
}

/** Every property of `h4 core-test`. A core that is not the pinned one is not run. */
async function tested({ path, pins }: Look): Promise<string> {
  let checks = 0;
  for await (const { name, ok, detail } of testCore(path, (fingerprint) => void verifyBytes(fingerprint, pins))) {
    if (!ok) throw new FileError("CHECK_FAILED", `${name}: ${detail ?? "does not hold"}`);
    checks++;
  }
  return `${checks} properties hold, in a process of its own: h4 core-test lists them`;
}

function builtInItems(): CheckItem[] {
  const says = "not set: no native core, so that the engine built into the package runs";
  return [{ item: CORE_PATH, run: () => Promise.resolve(says) }];
}

type Settings = Once<{ pins: Pins }>;

/** Nothing matches that was not compared. For a native core the guide asks for both pins. */
function idItem(chosen: Settings, engine: Once<Engine>, asked: boolean): CheckItem {
  return {
    item: asked ? `${ENGINE_ID} matches the engine` : ENGINE_ID,
    async run() {
      const { engineId } = (await chosen()).pins;
      if (engineId === undefined && asked) throw unset(ENGINE_ID);
      const { engine_id } = (await engine()).info();
      return engineId === undefined ? `not set; the engine is ${engine_id}` : engine_id;
    },
  };
}

function fingerprintItem(chosen: Settings, engine: Once<Engine>, asked: boolean): CheckItem {
  return {
    item: asked ? `${ENGINE_FP} matches the SHA256 of the engine` : ENGINE_FP,
    async run() {
      const { fingerprint } = (await chosen()).pins;
      if (fingerprint === undefined && asked) throw unset(ENGINE_FP);
      const info = (await engine()).info();
      if (fingerprint !== undefined) return `${info.fingerprint}: sealed ${info.sealed}`;
      return `not set: verified against the package, sealed ${info.sealed}`;
    },
  };
}

function unset(name: string): H4Error {
  return new H4Error("SEAL_CONFIG", `${name} is not set, so that nothing is compared with the core`, { limit: name });
}

function selfTestItem(engine: Once<Engine>): CheckItem {
  return {
    item: "engine passes its self-test",
    async run() {
      const { passed, checks, failure } = await (await engine()).selfTest();
      if (!passed) throw new H4Error("CORE_SELF_TEST", failure ?? "a property does not hold");
      return `${checks} properties hold; the suite of the project is npm test`;
    },
  };
}
