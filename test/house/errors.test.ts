/** docs/errors.md explains every code that the library, the command line and the service declare, and no other. */
import ts from "typescript";
import { expect, test } from "vitest";
import type { H4ErrorCode } from "../../src/api/errors.js";
import { H4Error } from "../../src/index.js";
import { problemOf } from "../../src/service/problem.js";
import { parse, read, repositoryFiles, walk } from "./repository.js";

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

/** Every code that a user can meet: of the library, the service, the command line's files, and its two of its own. */
function declaredCodes(): string[] {
  const library = membersOf("src/api/errors.ts", "H4ErrorCode");
  const files = membersOf("src/cli/exit.ts", "FileErrorCode");
  const service = membersOf("src/service/problem.ts", "ServiceErrorCode");
  expect(library.length).toBeGreaterThan(10);
  expect(service.length).toBeGreaterThan(10);
  expect(files.length).toBeGreaterThan(5);
  return [...new Set([...library, ...service, ...files, "USAGE", "INTERNAL"])].sort();
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

test("each code of the service says the statuses that it comes with", () => {
  const statuses = new Map<string, Set<string>>();
  for (const file of repositoryFiles("src/service").filter((name) => name.endsWith(".ts"))) {
    walk(parse(file), (node) => {
      if (!ts.isNewExpression(node) || node.expression.getText() !== "Problem") return;
      const [status, code] = node.arguments!;
      if (!ts.isNumericLiteral(status!) || !ts.isStringLiteral(code!)) return;
      statuses.set(code.text, (statuses.get(code.text) ?? new Set()).add(status.text));
    });
  }
  const library = membersOf("src/api/errors.ts", "H4ErrorCode");
  const rows = new Map(documentedRows().map(([code, meaning]) => [code!.replaceAll("`", ""), meaning!]));
  expect(statuses.size).toBeGreaterThan(10);
  for (const [code, found] of statuses) {
    if (code === "INTERNAL" || library.includes(code)) continue;
    const said = /^(\d{3}(?:, \d{3})*): /.exec(rows.get(code)!)?.[1]?.split(", ") ?? [];
    const meaning = rows.get(code)!;
    for (const status of found) {
      expect(said.includes(status) || meaning.includes(`also with ${status}`), `${code} ${status}`).toBe(true);
    }
    for (const status of said) expect(found, `${code}: ${status} is said`).toContain(status);
  }
});

test("each code of the library has the status that the page says, or is a fault of the service", () => {
  const said = new Map<string, number>();
  for (const [, status, codes] of read("docs/errors.md").matchAll(/^\| (\d{3}) \| (.*) \|$/gm)) {
    for (const [, code] of codes!.matchAll(/`(\w+)`/g)) said.set(code!, Number(status));
  }
  expect(said.size).toBeGreaterThan(8);
  for (const code of membersOf("src/api/errors.ts", "H4ErrorCode")) {
    const problem = problemOf(new H4Error(code as H4ErrorCode, "words"));
    const expected = said.get(code) ?? said.get(code.replace(/^CONTAINER_.*/, "CONTAINER_"));
    expect([problem.status, problem.code], code).toEqual(expected === undefined ? [500, "INTERNAL"] : [expected, code]);
  }
});
