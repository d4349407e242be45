/** Kubernetes manifests as data, held against the types and schemas of Kubernetes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parseAllDocuments } from "yaml";
import { ROOT } from "../house/repository.js";

/** The manifests that are written by hand. */
export const FOLDER: string = join(ROOT, "deploy/kubernetes");

// biome-ignore lint/suspicious/noExplicitAny: what a YAML document holds is what the tests are about
export type Manifest = any;

/** The documents of a text, read as Kubernetes does: YAML 1.1, so that 0755 is a number to the base 8. */
export function documents(text: string): Manifest[] {
  return parseAllDocuments(text, { version: "1.1" }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.toJS() as Manifest;
  });
}

/** The one document of a file of deploy/kubernetes. */
export function manifest(file: string): Manifest {
  const found = documents(readFileSync(join(FOLDER, file), "utf8"));
  if (found.length !== 1) throw new Error(`${file} has ${found.length} documents`);
  return found[0];
}

/** Files of deploy/kubernetes that are documents of Kubernetes. */
export const FILES: readonly string[] = readdirSync(FOLDER).filter((file) => file !== "kustomization.yaml");

/** What Kubernetes would refuse about the values of a document; undefined where it would take them. */
export async function refusal(document: Manifest): Promise<string | undefined> {
  const kinds = (await import(`kubernetes-models/${document.apiVersion}`)) as Record<
    string,
    new (
      data: Manifest,
    ) => { validate(): void }
  >;
  try {
    new kinds[document.kind]!(document).validate();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The keys that no type of Kubernetes has, which it would drop in silence: as literals of those types, they are errors. */
export function typeErrors(all: readonly Manifest[]): string[] {
  const name = join(import.meta.dirname, "manifests-as-types.ts"); // in memory only
  const source = all
    .map((document, at) => {
      const type = `import("kubernetes-models/${document.apiVersion}").I${document.kind}`;
      return `export const document${at}: ${type} = ${JSON.stringify(document)};`;
    })
    .join("\n");
  const options = { module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, skipLibCheck: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest);
  const program = ts.createProgram([name], { ...options, target: ts.ScriptTarget.ES2022 }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
