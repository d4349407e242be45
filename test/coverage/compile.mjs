/** Compiles an engine that reports each statement it executes: lines of assembly/, counted where they run. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import asc from "assemblyscript/asc";
import { Node, NodeKind } from "assemblyscript/dist/assemblyscript.js";
import { FLAGS } from "../../build/compile.mjs";

/** Declares the function that is called before each statement. */
const DECLARATION = `// @ts-ignore: decorator
@external("cov", "hit") @global declare function __cov(statement: f64): void;
`;
const DECLARATION_FILE = "coverage-declaration.ts";

/**
 * Compiles `assembly/index.ts` under `root` with a call before each statement of each function.
 *
 * @param {string} root folder that holds assembly/
 * @returns {Promise<{ bytes: Uint8Array, statements: { file: string, line: number }[] }>} the module, and where the
 *   statement of each number stands
 */
export async function compileInstrumented(root) {
  /** @type {{ file: string, line: number }[]} */
  const statements = [];
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", DECLARATION_FILE, "--baseDir", root, "--outFile", "engine.wasm", ...FLAGS],
    {
      transforms: [{ afterParse: (parser) => instrument(parser, statements) }],
      readFile: (name, folder) =>
        name === DECLARATION_FILE ? DECLARATION : readFile(resolve(folder, name), "utf8").catch(() => null),
      writeFile: (name, contents) => {
        if (name === "engine.wasm") bytes = contents;
      },
    },
  );
  if (error) throw new Error(`the instrumented engine does not compile:\n${stderr.toString()}`);
  return { bytes, statements };
}

function instrument(parser, statements) {
  for (const source of parser.sources) {
    if (!source.normalizedPath.startsWith("assembly/")) continue;
    const walker = new Walker(source, statements);
    for (const statement of source.statements) walker.declaration(statement);
  }
}

/** Walks the functions of one source and puts a call before each of their statements. */
class Walker {
  constructor(source, statements) {
    this.source = source;
    this.statements = statements;
  }

  declaration(node) {
    if (node.kind === NodeKind.FunctionDeclaration && node.body) node.body = this.body(node.body);
  }

  /** A statement that stands where only one may: it becomes a block with its call. */
  body(node) {
    if (node.kind === NodeKind.Block) {
      node.statements = this.list(node.statements);
      return node;
    }
    return Node.createBlockStatement(this.list([node]), node.range);
  }

  list(nodes) {
    return nodes.flatMap((node) => {
      const call = this.hit(node);
      this.inside(node);
      return node.kind === NodeKind.Block || node.kind === NodeKind.Empty ? [node] : [call, node];
    });
  }

  inside(node) {
    switch (node.kind) {
      case NodeKind.Block:
        node.statements = this.list(node.statements);
        break;
      case NodeKind.If:
        node.ifTrue = this.body(node.ifTrue);
        if (node.ifFalse) node.ifFalse = this.body(node.ifFalse);
        break;
      case NodeKind.For:
      case NodeKind.While:
      case NodeKind.Do:
        node.body = this.body(node.body);
        break;
      case NodeKind.Switch:
        for (const branch of node.cases) branch.statements = this.list(branch.statements);
        break;
    }
  }

  /** The call that reports the statement `node`. Numbers are f64: the compiler's own 64-bit literals are not at hand. */
  hit(node) {
    const { range } = node;
    if (node.kind === NodeKind.Block || node.kind === NodeKind.Empty) return undefined;
    const number = this.statements.length;
    this.statements.push({ file: this.source.normalizedPath, line: this.source.lineAt(range.start) });
    const name = Node.createIdentifierExpression("__cov", range);
    const argument = Node.createFloatLiteralExpression(number, range);
    return Node.createExpressionStatement(Node.createCallExpression(name, null, [argument], range));
  }
}
