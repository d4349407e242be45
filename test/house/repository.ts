/** The files of the repository and what each of them imports, for the tests of the house. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

/** The root of the repository. */
export const ROOT: string = resolve(import.meta.dirname, "../..");

/** What the repository holds or is about to: tracked files and new ones that are not ignored, relative to ROOT. */
export function repositoryFiles(...folders: string[]): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...folders],
    {
      cwd: ROOT,
      encoding: "utf8",
    },
  );
  return [...new Set(listed.split("\0"))].filter((file) => file !== "" && existsSync(join(ROOT, file))).sort();
}

/** The text of a file of the repository. */
export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** The syntax tree of a file; AssemblyScript is TypeScript to the parser, which does not judge decorators. */
export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
}

/** Calls `visit` for each node below `node`. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(node, (child) => {
    visit(child);
    walk(child, visit);
  });
}

/** The 1-based line at which a node begins. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** Which imports count: all of them, or only those that are followed before a module runs. */
export type Reach = "all" | "static";

/** The specifiers of the imports and re-exports of a file that remain when types are erased. */
export function importsOf(file: string, reach: Reach = "all"): string[] {
  const specifiers: string[] = [];
  walk(parse(file), (node) => {
    if (ts.isImportDeclaration(node) && !isErased(node.importClause) && ts.isStringLiteral(node.moduleSpecifier)) {
      specifiers.push(node.moduleSpecifier.text);
    } else if (ts.isExportDeclaration(node) && !node.isTypeOnly && node.moduleSpecifier) {
      if (ts.isStringLiteral(node.moduleSpecifier)) specifiers.push(node.moduleSpecifier.text);
    } else if (reach === "all" && ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier && ts.isStringLiteral(specifier)) specifiers.push(specifier.text);
    }
  });
  return specifiers;
}

function isErased(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  if (clause.name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** The file of the repository that a relative specifier in `importer` means, with or without its extension. */
export function resolveRelative(importer: string, specifier: string): string {
  const base = join(dirname(importer), specifier);
  const candidates = [base, base.replace(/\.js$/, ".ts"), base.replace(/\.mjs$/, ".mts"), `${base}.ts`];
  const found = candidates.find((candidate) => existsSync(join(ROOT, candidate)));
  if (!found) throw new Error(`${importer} imports ${specifier}, which is no file`);
  return relative(ROOT, resolve(ROOT, found));
}

/** A map of package.json from conditions to files, as `exports` and `imports` hold them. */
export interface Conditions {
  [condition: string]: string | Conditions;
}

/** The conditions under which a bundler for browsers, or a browser with an import map, resolves. */
export const BROWSER: readonly string[] = ["browser", "import", "default"];

/** The conditions under which a bundler for edge workers resolves, as wrangler has them. */
export const WORKERD: readonly string[] = ["workerd", "worker", "browser", "import", "default"];

/** The file that one key of `exports` or `imports` means under `conditions`. */
export function resolveConditions(map: Conditions, key: string, conditions: readonly string[]): string {
  let target = map[key];
  while (typeof target === "object") {
    const found = Object.keys(target).find((condition) => conditions.includes(condition));
    target = found === undefined ? undefined : target[found];
  }
  if (target === undefined) throw new Error(`package.json does not resolve ${key} for ${conditions}`);
  return target.replace(/^\.\//, "");
}

/** Every file and package that loading `entry` leads to under `conditions`; packages are not looked into. */
export function closure(entry: string, conditions: readonly string[], reach: Reach = "all"): string[] {
  const { imports } = JSON.parse(read("package.json")) as { imports: Conditions };
  const reached = new Set([entry]);
  for (const file of reached) {
    if (!/\.(js|ts)$/.test(file) || !existsSync(join(ROOT, file))) continue;
    for (const specifier of importsOf(file, reach)) {
      if (specifier.startsWith(".")) reached.add(resolveRelative(file, specifier));
      else if (specifier.startsWith("#")) reached.add(resolveConditions(imports, specifier, conditions));
      else reached.add(specifier);
    }
  }
  return [...reached].sort();
}
