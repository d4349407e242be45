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
}

/** What the pins proved. */
export interface Verdict {
  sealed: boolean;
  level: "none" | "id" | "fingerprint";
}

/** An engine id: nothing in it can end a line, a field or a label. T25, T26 of THREATS.md */
export const ENGINE_ID = /^[A-Za-z0-9._+-]{1,128}$/;
/** A digest in canonical form. */
export const FINGERPRINT = /^[0-9a-f]{64}$/;

/** An engine id as pinned, or `SEAL_CONFIG`; `name` is the option or variable that held it. */
export function parseEngineId(value: unknown, name: string): string {
  const id = typeof value === "string" ? value.trim() : "";
  if (!ENGINE_ID.test(id)) throw malformed(name, "1 to 128 characters of A-Z a-z 0-9 . _ + -");
  return id;
}

/** A fingerprint as pinned, or `SEAL_CONFIG`; `name` is the option or variable that held it. */
export function parseFingerprint(value: unknown, name: string): string {
  const digits = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (!FINGERPRINT.test(digits)) throw malformed(name, "64 hexadecimal digits, the SHA-256 of the engine");
  return digits;
}

function malformed(name: string, form: string): H4Error {
  return new H4Error("SEAL_CONFIG", `🔐 SEAL CONFIGURATION: ${name} must be ${form}`, { limit: form });
}

/**
 * Judges the engine that was found. Its bytes must have the pinned digest, or that which was `known` when the package
 * was built; only bytes so proved are asked for their id.
 */
export function verify(found: Identity, pins: Pins, known: Identity): Verdict {
  const expected = pins.fingerprint ?? known.fingerprint;
  if (!equalText(found.fingerprint, expected)) throw difference("SEAL_ALTERED", expected, found.fingerprint);
  if (pins.engineId !== undefined && pins.engineId !== found.engineId) {
    throw difference("SEAL_MISMATCH", pins.engineId, found.engineId);
  }
  if (pins.fingerprint !== undefined) return { sealed: true, level: "fingerprint" };
  return { sealed: false, level: pins.engineId === undefined ? "none" : "id" };
}

function difference(code: "SEAL_ALTERED" | "SEAL_MISMATCH", limit: string, got: string): H4Error {
  const heading = code === "SEAL_ALTERED" ? "ALTERED" : "MISMATCH";
  const message = `🔐 COMPRESSION CORE ${heading}:\n  Expected: ${limit}\n  Found:    ${got}`;
  return new H4Error(code, message, { got, limit });
}
