/** The text format of Prometheus, version 0.0.4, read strictly: what breaks a rule of it throws. */

/** One sample, with the type of its family. */
export interface Sample {
  name: string;
  type: string;
  labels: Record<string, string>;
  value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** The samples of an exposition: each belongs to a family with HELP and TYPE, and none is there twice. */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind !== undefined && !NAME.test(name)) throw new Error(`no name: ${line}`);
    if (kind === "HELP") helped.add(name);
    else if (kind === "TYPE") {
      if (types.has(name)) throw new Error(`a second TYPE: ${line}`);
      types.set(name, rest);
    } else samples.push(sampleOf(line, types, helped, seen));
  }
  return samples;
}

function sampleOf(line: string, types: Map<string, string>, helped: Set<string>, seen: Set<string>): Sample {
  const [, name, inside = "", number] = SAMPLE.exec(line) ?? [];
  if (name === undefined || number === undefined) throw new Error(`no sample: ${line}`);
  const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "");
  const type = types.get(family);
  if (type === undefined || !helped.has(family)) throw new Error(`no HELP and TYPE before: ${line}`);
  const labels = labelsOf(inside, line);
  const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
  if (seen.has(key)) throw new Error(`twice: ${line}`);
  seen.add(key);
  const value = number === "+Inf" ? Infinity : number === "-Inf" ? -Infinity : Number(number);
  if (Number.isNaN(value) && number !== "NaN") throw new Error(`no number: ${line}`);
  return { name, type, labels, value };
}

function labelsOf(inside: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let end = 0;
  for (let label = LABEL.exec(inside); label !== null; label = LABEL.exec(inside)) {
    labels[label[1]!] = label[2]!.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));
    end = LABEL.lastIndex;
    if (end === inside.length) break;
  }
  if (end !== inside.length) throw new Error(`labels: ${line}`);
  return labels;
}

/** The value of the one sample with this name and at least these labels. */
export function value(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  const found = samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
  );
  if (found.length !== 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`);
  return found[0]!.value;
}
