/** docs/errors.md explains every code that the library and the command line declare, and no other. */
import ts from "typescript";
import { expect, test } from "vitest";
import { parse, read, walk } from "./repository.js";

/** The members of a union of string literals. */
function membersOf(file: string, type: string): string[] {
  const members: string[] = [];
  walk(parse(file), (node) => {
    if (!ts.isTypeAliasDeclaration(node) || node.name.text !== type) return;
    walk(node, (member) => {
      if (ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal)) members.push(member.literal.text);
    });
  });
  return members;
}

/** Every code that a user can meet: of the library, of the command line's files, and its two of its own. */
function declaredCodes(): string[] {
  const library = membersOf("src/api/errors.ts", "H4ErrorCode");
  const files = membersOf("src/cli/exit.ts", "FileErrorCode");
  expect(library.length).toBeGreaterThan(10);
  expect(files.length).toBeGreaterThan(5);
  return [...new Set([...library, ...files, "USAGE", "INTERNAL"])].sort();
}

/** The rows of docs/errors.md, as their cells. */
function documentedRows(): string[][] {
  return read("docs/errors.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("every code has exactly one row, and every row a code", () => {
  const codes = declaredCodes();
  expect(
    documentedRows()
      .map(([code]) => code!.replaceAll("`", ""))
      .sort(),
  ).toEqual(codes);
});

test("each row says what it means, what to find out, and how to repair it", () => {
  for (const row of documentedRows()) {
    expect(row, row[0]).toHaveLength(4);
    for (const cell of row.slice(1)) expect(cell.length, row[0]).toBeGreaterThan(15);
  }
});

test("S53: the headings of the deployment guide can be searched for", () => {
  const page = read("docs/errors.md");
  for (const heading of ["Compression engine ID mismatch", "Compression core altered", "Compression core not found"]) {
    expect(page).toContain(heading);
  }
});
