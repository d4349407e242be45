/** The types of the package serve its users: strict, with the libraries of Node alone or of a browser alone. */
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { ROOT } from "./repository.js";

/** As strict as a user can be. `skipLibCheck: false` looks into the declarations of the package themselves. */
const STRICT: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
};

/** The complaints of the compiler about `files`, as `file:line: message`. */
function complaints(files: string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(
    files.map((file) => join(ROOT, file)),
    { ...STRICT, ...options },
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

test("in Node, without the types of a browser", () => {
  const options = { module: ts.ModuleKind.NodeNext, lib: ["lib.es2023.d.ts"], types: ["node"] };
  expect(
    complaints(
      ["library", "seal", "container", "pool", "node"].map((name) => `test/types/${name}.ts`),
      options,
    ),
  ).toEqual([]);
});

test("in a browser, without the types of Node", () => {
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ["browser"],
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    types: [],
  };
  expect(
    complaints(
      ["library", "seal", "container", "pool"].map((name) => `test/types/${name}.ts`),
      options,
    ),
  ).toEqual([]);
});
