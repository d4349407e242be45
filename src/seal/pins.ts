/** The pins that an operator or caller sets, and the verdict on what was found. Promises S13, S14, S51, S52, S70. */

import { H4Error } from "../api/errors.js";
import { equalText } from "./text.js";

/** Pins in canonical form. */
export interface Pins {
  engineId?: string;
  /** 64 lower-case hexadecimal digits. */
  fingerprint?: string;
}

/** What names an engine. */
export interface Identity {
  engineId: string;
  fingerprint: string;
  /** Of a compiled module: whether the file that it was built from was hashed; if not, the fingerprint proves nothing. */
  build?: { hashed: boolean };
}

/** What the pins proved. */
export interface Verdict {
  /** The digest of the bytes equalled one that was known before: pinned, or built in. */
  verified: boolean;
  /** It equalled the pinned one. */
  sealed: boolean;
  level: "none" | "id" | "fingerprint";
}

/** An engine id: nothing in it can end a line, a field or a label. T25, T26 of THREATS.md */
export const ENGINE_ID = /^[A-Za-z0-9._+-]{1,128}$/;
/** A digest in canonical form. */
export const FINGERPRINT = /^[0-9a-f]{64}$/;
/** The id of an engine that proves none: no pin matches it, not even this word. T4 of THREATS.md */
const ENGINE_ID_UNKNOWN = "unknown";

/** An engine id as pinned, or `SEAL_CONFIG`; `name` is the option or variable that held it. */
export function parseEngineId(value: unknown, name: string): string {
  const id = typeof value === "string" ? value.trim() : "";
  if (!ENGINE_ID.test(id)) throw malformed(name, "1 to 128 characters of A-Z a-z 0-9 . _ + -");
  return id;
}

/** A fingerprint as pinned, or `SEAL_CONFIG`; `name` is the option or variable that held it. */
export function parseFingerprint(value: unknown, name: string): string {
  const digits = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (FINGERPRINT.test(digits)) return digits;
  // Said only of what is nothing but digits: what else a variable holds may be a secret.
  const has = /^[0-9a-f]+$/.test(digits) ? `, it has ${digits.length}` : "";
  throw malformed(name, "64 hexadecimal digits, the SHA-256 of the engine", has);
}

function malformed(name: string, form: string, has = ""): H4Error {
  return new H4Error("SEAL_CONFIG", `🔐 SEAL CONFIGURATION: ${name} must be ${form}${has}`, { limit: form });
}

/**
 * Judges the engine that was found. Its bytes must have the pinned digest, or that which was `known` when the package
 * was built; only bytes so proved are asked for their id.
 */
export function verify(found: Identity, pins: Pins, known: Identity): Verdict {
  if (found.build?.hashed === false) return unproved(pins);
  verifyBytes(found.fingerprint, pins, known);
  return verifyId(found.engineId, pins, known);
}

/** Nothing is known of the engine: a pin that cannot be proved is a failure. T4 of THREATS.md */
function unproved({ engineId, fingerprint }: Pins): Verdict {
  const limit = fingerprint ?? engineId;
  if (limit === undefined) return { verified: false, sealed: false, level: "none" };
  const reason = "nothing was hashed that this pin could be compared with";
  throw new H4Error("SEAL_UNPROVED", `🔐 COMPRESSION CORE UNPROVED: ${reason}`, { limit });
}

/** The first half of `verify`, before anything of the engine has run. `known` is absent for a native core. */
export function verifyBytes(fingerprint: string, pins: Pins, known?: Identity): void {
  const expected = pins.fingerprint ?? known?.fingerprint ?? fingerprint;
  if (!equalText(fingerprint, expected)) throw difference("SEAL_ALTERED", expected, fingerprint);
}

/** The second half: the id, asked of bytes that the first half let pass. */
export function verifyId(engineId: string, pins: Pins, known?: Identity): Verdict {
  if (pins.engineId !== undefined && (pins.engineId !== engineId || engineId === ENGINE_ID_UNKNOWN)) {
    throw difference("SEAL_MISMATCH", pins.engineId, engineId);
  }
  if (pins.fingerprint !== undefined) return { verified: true, sealed: true, level: "fingerprint" };
  return { verified: known !== undefined, sealed: false, level: pins.engineId === undefined ? "none" : "id" };
}

function difference(code: "SEAL_ALTERED" | "SEAL_MISMATCH", limit: string, got: string): H4Error {
  const heading = code === "SEAL_ALTERED" ? "ALTERED" : "MISMATCH";
  const message = `🔐 COMPRESSION CORE ${heading}:\n  Expected: ${limit}\n  Found:    ${got}`;
  return new H4Error(code, message, { got, limit });
}
