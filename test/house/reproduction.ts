/** docs/reproduce.md, as what can be run. */
import { read } from "./repository.js";

/** The commands of one section of the page. */
export function commandsOf(heading: string): string {
  const section = read("docs/reproduce.md").split(`## ${heading}\n`)[1]!;
  return /^```sh\n([\s\S]*?)^```$/m.exec(section)![1]!;
}
