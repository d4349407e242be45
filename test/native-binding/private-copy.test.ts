/** T2: where the verified bytes lie when they are loaded: sealed memory, or a folder of ours that is gone afterwards. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { LibraryCalls } from "../../src/engine/native-calls.js";
import { type ForeignFunctions, foreignFunctions } from "../../src/platform/ffi.js";
import { withPrivateCopy } from "../../src/platform/private-copy.js";
import { fingerprintOf, testCore } from "../support/native-cores.js";

const CORE = testCore();
const BYTES = readFileSync(CORE);
const FINGERPRINT = fingerprintOf(CORE);

let ffi: ForeignFunctions;
/** The same on a system whose C library has no memfd_create. */
let old: ForeignFunctions;
beforeAll(async () => {
  ffi = await foreignFunctions();
  old = {
    open: (path) => {
      if (path.startsWith("libc.")) throw new Error("no such library");
      return ffi.open(path);
    },
  };
});

describe("sealed memory", () => {
  test("is what is loaded from where the system has it; not even this process can write to it", () => {
    withPrivateCopy(BYTES, FINGERPRINT, ffi, (path) => {
      expect(path).toMatch(/^\/proc\/self\/fd\/\d+$/);
      expect(Buffer.compare(readFileSync(path), BYTES)).toBe(0);
      expect(() => writeFileSync(path, "x", { flag: "r+" })).toThrow(/EPERM/);
    });
  });

  test("has a new path each time, which the loader of the system has not seen", () => {
    const paths = [1, 2, 3].map(() => withPrivateCopy(BYTES, FINGERPRINT, ffi, (path) => path));
    expect(new Set(paths).size).toBe(3);
  });
});

describe("a private folder, for other systems", () => {
  test("is ours alone while the core is loaded, and gone afterwards; the core works", () => {
    let at = "";
    const library = withPrivateCopy(BYTES, FINGERPRINT, old, (path) => {
      at = path;
      expect(statSync(path).mode & 0o777).toBe(0o500);
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      return old.open(path);
    });
    expect(existsSync(dirname(at))).toBe(false);
    expect(new LibraryCalls(library, CORE).here.compress(new Uint8Array(10), 3).length).toBe(11);
  });

  test("is gone after a failure too", () => {
    let at = "";
    const load = (path: string) => {
      at = path;
      throw new Error("not loaded");
    };
    expect(() => withPrivateCopy(BYTES, FINGERPRINT, old, load)).toThrow("not loaded");
    expect(existsSync(dirname(at))).toBe(false);
  });
});

test("where there is neither, nothing is loaded", () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = "/proc/none"; // where nothing can be made
  try {
    expect(() => withPrivateCopy(BYTES, FINGERPRINT, old, (path) => path)).toThrow(
      expect.objectContaining({ code: "CORE_UNREADABLE", message: expect.stringContaining("No private copy") }),
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

test.each(["sealed memory", "a private folder"])("a copy in %s that is not what was hashed is not loaded", (where) => {
  const refuse = () => {
    throw new Error("must not be called");
  };
  const altered = Buffer.from(BYTES);
  altered[100]! ^= 1;
  expect(() => withPrivateCopy(altered, FINGERPRINT, where === "sealed memory" ? ffi : old, refuse)).toThrow(
    expect.objectContaining({ code: "CORE_UNREADABLE", limit: FINGERPRINT }),
  );
});
