/** Alerts and dashboard ask for metrics that the service really has, and lead to words that are there. S60 to S62, S66 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runH4, scratch } from "../cli/h4.js";
import { ROOT, read } from "../house/repository.js";
import { type Running, startService } from "./service.js";

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook: string };
}
const groups = (parse(read("deploy/prometheus/alerts.yml")) as { groups: { rules: Rule[] }[] }).groups;
const rules = groups.flatMap((group) => group.rules);

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}
const dashboard = JSON.parse(read("deploy/grafana/harmony4.json")) as {
  panels: Panel[];
  templating: { list: { name: string; definition?: string }[] };
};
const queries = [
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
];

/** The metrics and their labels in a text of Prometheus. */
function exposed(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name, labels] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /gm)) {
    const names = found.get(name!) ?? new Set<string>();
    for (const [, label] of (labels ?? "").matchAll(/(\w+)="/g)) names.add(label!);
    found.set(name!, names);
  }
  return found;
}

const space = scratch();
let service: Running;
let metrics: Map<string, Set<string>>;
beforeAll(async () => {
  const textfile = join(space.path, "harmony4.prom");
  await runH4(["serve", "--port", "0", "--metrics-textfile", textfile], {
    env: { HARMONY4_ENGINE_FP: "0".repeat(64) },
  });
  service = await startService({}, ["--max-body", "1MiB"]);
  const post = (path: string, body: Uint8Array<ArrayBuffer>) => fetch(service.url + path, { method: "POST", body });
  const packed = await post("/compress", new TextEncoder().encode("some text".repeat(100)));
  await post("/compress/decompress", new Uint8Array(await packed.arrayBuffer()));
  expect((await post("/compress", new Uint8Array(2 << 20))).status).toBe(413);
  const live = await (await fetch(`${service.url}/metrics`)).text();
  metrics = exposed(live + readFileSync(textfile, "utf8"));
});
afterAll(async () => {
  await service.stop();
  space.remove();
});

/** The names of metrics in an expression. */
const metricsIn = (expr: string) => expr.match(/\b(?:harmony4|process|nodejs)_\w+/g) ?? [];

describe.each([
  ["alerts.yml", rules.map(({ expr }) => expr)],
  ["the dashboard", queries],
])("%s", (_, expressions) => {
  test("asks for metrics that there are", () => {
    const asked = new Set(expressions.flatMap(metricsIn));
    expect(asked.size).toBeGreaterThan(6);
    expect([...asked].filter((name) => !metrics.has(name))).toEqual([]);
  });

  test("and for labels that they have", () => {
    const ofEvery = new Set(["job", "instance"]);
    for (const expr of expressions) {
      const known = new Set(metricsIn(expr).flatMap((name) => [...(metrics.get(name) ?? [])]));
      const matched = [...expr.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label!);
      const grouped = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
      expect([expr, [...matched, ...grouped].filter((label) => !known.has(label) && !ofEvery.has(label))]).toEqual([
        expr,
        [],
      ]);
    }
  });
});

describe("the alerts", () => {
  test("each has a severity, words, and leads to a heading of the documentation", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations } of rules) {
      expect(["critical", "warning"], alert).toContain(labels.severity);
      const [page, anchor] = annotations.runbook.split("#") as [string, string];
      expect(existsSync(join(ROOT, page)), alert).toBe(true);
      const anchors = [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        heading!
          .toLowerCase()
          .replace(/[^\w\- ]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(anchors, alert).toContain(anchor);
    }
  });

  test("each is told of by a test of promtool", () => {
    const tests = read("test/deploy/alerts.test.yml");
    for (const { alert } of rules) expect(tests).toMatch(new RegExp(`alertname: ${alert}\n +exp_alerts:\n`));
  });
});

test("the panels of the dashboard have numbers of their own, and none lies on another", () => {
  const cells = new Map<string, string>();
  for (const { title, gridPos } of dashboard.panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(cells.get(`${x},${y}`), title).toBeUndefined();
        cells.set(`${x},${y}`, title);
      }
    }
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});
