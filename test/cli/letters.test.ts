/** The letters of zstd(1), rewritten: every form that leads to the one that the parsers of the commands read. */
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/cli/exit.js";
import { commandByLetters, separateLetters } from "../../src/cli/letters.js";

describe("separateLetters", () => {
  test.each([
    ["-9", ["--level=9"]],
    ["-19", ["--level=19"]],
    ["-9kf", ["--level=9", "-k", "-f"]],
    ["-kf9", ["-k", "-f", "--level=9"]],
    ["-k9f", ["-k", "--level=9", "-f"]],
    ["-T0", ["--threads=0"]],
    ["-T 4", ["--threads=4"]],
    ["-9T0", ["--level=9", "--threads=0"]],
    ["-M128MiB", ["--memory=128MiB"]],
    ["-M 1GB", ["--memory=1GB"]],
    ["-oOUT", ["--output=OUT"]],
    ["-o OUT", ["--output=OUT"]],
    ["-fo OUT FILE", ["-f", "--output=OUT", "FILE"]],
    ["-o -", ["--output=-"]],
    ["-o -9", ["--output=-9"]],
    ["-D dict", ["--dictionary=dict"]],
    ["-dDdict", ["-d", "--dictionary=dict"]],
    ["--long FILE", ["--long=27", "FILE"]],
    ["--long=24", ["--long=24"]],
    ["--level=3", ["--level=3"]],
    ["-", ["-"]],
    ["FILE -c", ["FILE", "-c"]],
    ["-c -- -9 -k", ["-c", "--", "-9", "-k"]],
    ["-o -- -9", ["--output=--", "--level=9"]],
  ])("%s", (line, separated) => {
    expect(separateLetters(line.split(" "))).toEqual(separated);
  });

  test.each(["-o", "-kD", "-T", "-9M"])("%s needs a value", (line) => {
    expect(() => separateLetters([line])).toThrow(UsageError);
  });
});

describe("commandByLetters", () => {
  test.each([
    ["FILE", ["compress", "FILE"]],
    ["-9 FILE", ["compress", "--level=9", "FILE"]],
    ["-z FILE", ["compress", "FILE"]],
    ["-d FILE", ["decompress", "FILE"]],
    ["-dc", ["decompress", "-c"]],
    ["FILE --decompress", ["decompress", "FILE"]],
    ["--uncompress FILE", ["decompress", "FILE"]],
    ["-t FILE", ["test", "FILE"]],
    ["-lv FILE", ["list", "-v", "FILE"]],
    ["-d -z FILE", ["compress", "FILE"]],
    ["-z -d -t FILE", ["test", "FILE"]],
    ["-V", ["version"]],
    ["--version --json", ["version", "--json"]],
    ["-h", ["--help"]],
    ["-d -H", ["--help"]],
    ["-9 -T0 --no-check -d", ["decompress"]],
    ["-9 -d --long=27", ["decompress", "--long=27"]],
    ["-- -d", ["compress", "--", "-d"]],
    ["-d -- -9", ["decompress", "--", "-9"]],
  ])("%s", (line, command) => {
    expect(commandByLetters(line.split(" "))).toEqual(command);
  });
});
