/** Equality of long byte arrays: as fast as memcmp, and a message that says where they part. */

import { expect } from "vitest";

/** Fails unless `actual` has exactly the bytes of `expected`. */
export function expectBytes(actual: Uint8Array | string, expected: Uint8Array): void {
  if (typeof actual === "string" || Buffer.compare(actual, expected) !== 0) {
    expect(describeBytes(actual)).toBe(`${describeBytes(expected)}, ${firstDifference(actual, expected)}`);
  }
}

function describeBytes(bytes: Uint8Array | string): string {
  return typeof bytes === "string"
    ? bytes
    : `${bytes.length} bytes: ${Buffer.from(bytes.subarray(0, 32)).toString("hex")}`;
}

function firstDifference(actual: Uint8Array | string, expected: Uint8Array): string {
  if (typeof actual === "string") return "not bytes";
  const at = expected.findIndex((byte, index) => byte !== actual[index]);
  return at < 0 ? "and then more" : `other from byte ${at}`;
}
