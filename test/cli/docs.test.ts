/**
 * docs/cli.md against the program: each block of help in it is what `h4` prints, and each command has one.
 *
 * `H4_UPDATE_DOCS=1` writes the blocks anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runH4 } from "./h4.js";

const PAGE = join(import.meta.dirname, "../../docs/cli.md");
/** A block of help: the command line that printed it, and what it printed. */
const BLOCK = /```text\n\$ h4 (.*?)\n(.*?)```/gs;

async function helpOf(args: string): Promise<string> {
  const { stdout, stderr, code } = await runH4(args.split(" "));
  expect([stderr, code]).toEqual(["", 0]);
  return stdout.toString();
}

const page = readFileSync(PAGE, "utf8");
/** What the program prints, by the arguments that make it. */
const helps = new Map<string, string>();
beforeAll(async () => {
  const names = [""];
  for (const name of names) {
    const help = await helpOf(`${name}--help`);
    helps.set(`${name}--help`, help);
    const commands = /^Commands:\n(.*?)\n\n/ms.exec(help)?.[1] ?? "";
    const found = [...commands.matchAll(/^ {2}(\w+)/gm)].map((command) => `${name}${command[1]} `);
    names.splice(names.indexOf(name) + 1, 0, ...found); // the commands of a command follow it
  }
});

test("each command has its help on the page, and nothing else has", () => {
  expect(helps.size).toBeGreaterThan(8);
  expect([...page.matchAll(BLOCK)].map(([, args]) => args)).toEqual([...helps.keys()]);
});

test("what the page shows is what the program prints", () => {
  const fresh = page.replace(BLOCK, (_block, args: string) => `\`\`\`text\n$ h4 ${args}\n${helps.get(args)}\`\`\``);
  if (process.env.H4_UPDATE_DOCS === "1") writeFileSync(PAGE, fresh);
  expect(page).toBe(fresh);
});

test("every help of a command ends with an example of it", () => {
  for (const [args, help] of helps) {
    if (args !== "--help") expect(help, args).toMatch(/\nExample:\n {2}.*h4 .*\n$/s);
  }
});
