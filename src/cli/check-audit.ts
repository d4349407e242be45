/** The audit of `h4 check`: what a container says about its engine, and whether a wrong engine would have started here. S47, S71 */

import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { CORE_PATH, ENGINE_FP, ENGINE_ID } from "../api/environment.js";
import { H4Error } from "../api/errors.js";
import type { TrustOptions } from "../container/trust.js";
import type { Verdict, Verification } from "../container/verify.js";
import type { CheckItem, Checklist } from "./check.js";
import { openEngine } from "./engine.js";
import { EXIT_SEAL, FileError } from "./exit.js";
import type { Report } from "./report.js";
import { judge } from "./verify.js";

/** What the audit holds a container against. */
export interface AuditOptions {
  /** Default: that of the engine that runs here. */
  readonly engineId: string | undefined;
  readonly fingerprint: string | undefined;
  readonly trust: TrustOptions;
  readonly report: Report;
}

/** A core that is not there, in a folder where nobody can put one who could not change this program. */
const NO_CORE = join(dirname(process.argv[1] ?? ""), "h4-check-no-core.so");
/** Pins that no engine has. */
const WRONG_ID = "h4-check-wrong-engine";
const WRONG_FINGERPRINT = "0".repeat(64);
/** A start that is refused takes a fraction of a second. */
const START_MS = 60_000;

/** "Audit Verification" of the guide, on the container at `file`. */
export async function auditList(file: string, options: AuditOptions): Promise<Checklist> {
  const engine = await openEngine(options.report);
  const { engine_id, fingerprint } = engine.info();
  const pins = {
    engineId: options.engineId ?? engine_id,
    fingerprint: options.fingerprint ?? fingerprint,
    sealed: true,
  };
  let verification: Promise<Verification> | undefined;
  const item = (name: string, verdictOf: (verification: Verification) => Verdict): CheckItem => ({
    item: name,
    async run() {
      verification ??= judge(file, { ...options.trust, ...pins, engine }, options.report);
      const verdicts = await verification;
      return passed(verdictOf(verdicts), verdicts.integrity);
    },
  });
  const { root, key } = options.trust;
  return {
    title: "Audit verification",
    items: [
      item("compression.sealed", ({ sealed }) => sealed),
      item("compression.engine_id", ({ engineId }) => engineId),
      item("compression.fingerprint", ({ fingerprint: verdict }) => verdict),
      item("VERI matches prior chunks", ({ integrity }) => integrity),
      ...(root === undefined ? [] : [item("root", ({ root: verdict }) => verdict)]),
      ...(key === undefined ? [] : [item("signature", ({ signature }) => signature)]),
      refusedStart("wrong core path", { [CORE_PATH]: NO_CORE }),
      refusedStart("wrong engine ID", { [ENGINE_ID]: WRONG_ID }),
      refusedStart("wrong fingerprint", { [ENGINE_FP]: WRONG_FINGERPRINT }),
    ],
  };
}

/** What a verdict says; rejects where it is not a good one: what could not be judged, with the code of what is broken. */
function passed({ outcome, says, error }: Verdict, integrity: Verdict): string {
  if (outcome === "passed") return says;
  throw error ?? new H4Error(integrity.error!.code, says);
}

/** A start of this very program with `settings` in its environment, which must fail with the exit code of a refused seal. */
function refusedStart(what: string, settings: Readonly<Record<string, string>>): CheckItem {
  return {
    item: `${what} causes startup failure`,
    async run() {
      const code = await exitCodeOfStart({ ...process.env, ...settings });
      const [[name, value]] = Object.entries(settings) as [[string, string]];
      if (code === EXIT_SEAL) return `with ${name}=${value} nothing starts: h4 info ends with ${code}`;
      throw new FileError("CHECK_FAILED", `with ${name}=${value} h4 info ends with ${code}, not ${EXIT_SEAL}`);
    },
  };
}

function exitCodeOfStart(env: NodeJS.ProcessEnv): Promise<number | null> {
  const child = spawn(process.execPath, [process.argv[1]!, "info"], { env, stdio: "ignore", timeout: START_MS });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}
