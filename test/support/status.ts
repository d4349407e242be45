/** The statuses of the engine by name, and the stable error code that the host makes of each. */

import * as Status from "../../assembly/common/status.js";
import type { H4ErrorCode } from "../../src/api/errors.js";
import type { EngineExports } from "../../src/engine/exports.js";
import { refusal } from "../../src/engine/refusal.js";

/** Name of a status of assembly/common/status.ts. */
export type StatusName = keyof typeof Status;

const VALUES: Readonly<Record<StatusName, number>> = { ...Status };
const NAMES = new Map(Object.entries(VALUES).map(([name, value]) => [value, name as StatusName] as const));

/** The number of a status. */
export function statusValue(name: StatusName): number {
  return VALUES[name];
}

/** Name of a status; throws for a number that status.ts does not list. */
export function statusName(status: number): StatusName {
  const name = NAMES.get(status);
  if (name === undefined) throw new Error(`the engine answered ${status}, which no status is`);
  return name;
}

/** The code of the error that a host throws for a status. */
export function errorCode(status: StatusName): H4ErrorCode {
  if (status === "NEEDS_DICTIONARY") return "DICTIONARY_MISSING";
  const zero = () => 0;
  const figures = { errorGot: zero, errorLimit: zero, consumed: zero };
  return refusal(VALUES[status], figures as unknown as EngineExports).code;
}
