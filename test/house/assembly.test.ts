/** The rules of assembly/: which folder may import which, and which constructs the engine does without. */
import { dirname } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { importsOf, lineOf, parse, read, repositoryFiles, resolveRelative, walk } from "./repository.js";

const FILES = repositoryFiles("assembly").filter((file) => file.endsWith(".ts"));

/** What each folder may import from: nobody knows who calls it, and decode and encode do not know each other. */
const FOUNDATION = [
  "assembly/common",
  "assembly/memory",
  "assembly/bits",
  "assembly/hash",
  "assembly/entropy",
  "assembly/frame",
];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "assembly/common": [],
  "assembly/memory": ["assembly/common", "assembly/memory", "assembly/entropy", "assembly/bits"],
  "assembly/bits": FOUNDATION,
  "assembly/hash": FOUNDATION,
  "assembly/entropy": FOUNDATION,
  "assembly/frame": FOUNDATION,
  "assembly/decode": [...FOUNDATION, "assembly/decode"],
  "assembly/encode": [...FOUNDATION, "assembly/encode"],
  assembly: [...FOUNDATION, "assembly/decode", "assembly/encode"],
};

test("every file imports only what stands below it", () => {
  const upward = FILES.flatMap((file) => {
    const allowed = MAY_IMPORT[dirname(file)] ?? [];
    return importsOf(file)
      .filter((specifier) => !specifier.startsWith(".") || !allowed.includes(dirname(resolveRelative(file, specifier))))
      .map((specifier) => `${file} imports ${specifier}`);
  });
  expect(upward).toEqual([]);
});

test("every folder is one of the layout", () => {
  expect([...new Set(FILES.map((file) => dirname(file)))].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
});

test("nothing allocates, traps by intent, or needs an import", () => {
  expect(FILES.flatMap(forbiddenConstructs)).toEqual([]);
});

test("lines have at most 120 columns, no tabs and no trailing blanks; files end with a newline", () => {
  const offending = FILES.flatMap((file) => {
    const lines = read(file).split("\n");
    if (lines.at(-1) !== "") return [`${file} ends without a newline`];
    return lines.flatMap((line, i) => (line.length > 120 || /\t|\s$/.test(line) ? [`${file}:${i + 1}`] : []));
  });
  expect(offending).toEqual([]);
});

test("assembly/index.ts only re-exports", () => {
  expect(parse("assembly/index.ts").statements.filter((statement) => !ts.isExportDeclaration(statement))).toEqual([]);
});

test("assembly/common holds plain constants, which asc and tsc read alike", () => {
  for (const file of FILES.filter((name) => dirname(name) === "assembly/common")) {
    for (const statement of parse(file).statements) {
      expect(statement.getText(), file).toMatch(/^export const [A-Z][A-Z0-9_]* = [-\w\s()<>|&^+*]+;$/);
    }
  }
});

/** Descriptions of every node that asc would turn into a collected object, a trap or an imported `abort`. */
function forbiddenConstructs(file: string): string[] {
  const found: string[] = [];
  walk(parse(file), (node) => {
    const reason = whyForbidden(node);
    if (reason) found.push(`${file}:${lineOf(node)}: ${reason}`);
  });
  return found;
}

function whyForbidden(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) return "new allocates";
  if (ts.isThrowStatement(node) || ts.isTryStatement(node)) return "exceptions import abort";
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    return "closures do not exist, function values are indirect calls";
  if (ts.isClassDeclaration(node)) return "classes are collected objects";
  if (ts.isObjectLiteralExpression(node) || ts.isTemplateExpression(node)) return "literals of objects allocate";
  if (ts.isStringLiteral(node) && !ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent)) {
    return "strings are collected objects";
  }
  if (ts.isArrayLiteralExpression(node) && !isStaticData(node.parent)) return "arrays allocate; memory.data does not";
  if (ts.isIdentifier(node) && /^(assert|abort|unreachable|trace|[vifu]\d+x\d+|v128)$/.test(node.text))
    return node.text;
  return undefined;
}

/** Whether a node is a call of `memory.data`, which places its literal in the artifact. */
function isStaticData(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === "memory.data";
}
